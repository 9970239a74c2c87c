//! Messages of [`crate::engine`].

catalogue! { engine;
    // A run that was aborted.
    run_failed(why) = "the run failed: {why}";
    report_unless_out_of_memory = "please report this with the policy, unless the machine is out of memory";
}
