//! Any bytes as the provider's document: reading, stripping and converting them ends in a result,
//! never in a panic, and stripping twice is the same as once.
//!
//! ```text
//! cd xtask/codegen
//! mkdir -p fuzz/corpus/convert && cp ../../spec/swagger.yaml fuzz/corpus/convert/
//! cargo +nightly fuzz run convert -- -dict=fuzz/convert.dict -max_len=30000 -max_total_time=300
//! ```

#![no_main]

use constant_contact_codegen::{normalise, openapi, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(document) = read::parse("fuzz", bytes) {
        let contract = normalise(&document);
        assert_eq!(contract, normalise(&contract));
        let _ = openapi("fuzz", &contract);
    }
});
