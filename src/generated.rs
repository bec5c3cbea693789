//! What `build.rs` made of the contract: every type and operation.

include!(concat!(env!("OUT_DIR"), "/client.rs"));
