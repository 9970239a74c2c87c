//! Messages of [`crate::source`].

catalogue! { source;
    // Paths that cannot be read.
    no_file(what) = "it is {what}, not a file";
    a_pipe = "a pipe";
    a_socket = "a socket";
    a_device = "a device";
    something_else = "something else";
}
