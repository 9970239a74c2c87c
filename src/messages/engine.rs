//! What [`crate::engine`] says.

catalogue! { engine;
    // A run that broke off.
    run_broke_off(why) = "the run broke off: {why}";
    report_unless_out_of_memory = "please report it with the policy, if the machine is not out of memory";
}
