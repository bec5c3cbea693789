//! The provider's own contract, changed as a tree: whatever the bytes choose to drop, replace,
//! copy, move, rename or add, it ends in Rust that parses or in one line with a place.
//!
//! Bytes alone rarely get past the reader of the document; changes of the tree reach the rules, the
//! generator, and what is behind them. Each run looks at one operation, which keeps it short; so does
//! leaving out the address sanitizer, of no use where nothing is unsafe.
//!
//! ```text
//! cd xtask/codegen
//! cargo +nightly fuzz run -s none generate -- -len_control=0 -max_len=200 -max_total_time=600
//! ```

#![no_main]

use constant_contact_codegen::{Spec, docs::Docs, generate, normalise, openapi, overlay, read};
use libfuzzer_sys::arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use std::sync::OnceLock;

mod tree;

struct Base {
    parts: Vec<Value>,
    actions: Vec<overlay::Action>,
}

fn base() -> &'static Base {
    static BASE: OnceLock<Base> = OnceLock::new();
    BASE.get_or_init(|| {
        let [swagger, overlay_file, _] = Spec::FILES;
        let parse = |file, bytes| read::parse(file, bytes).expect("the files under spec/ are read");
        let contract = parse(swagger, include_bytes!("../../../../spec/swagger.yaml"));
        let corrections = parse(
            overlay_file,
            include_bytes!("../../../../spec/overlay.yaml"),
        );
        Base {
            parts: tree::parts(&contract),
            actions: overlay::read(overlay_file, &corrections).expect("the overlay is read"),
        }
    })
}

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = Unstructured::new(bytes);
    let Ok(part) = bytes.choose(&base().parts) else {
        return;
    };
    let mut document = part.clone();
    for _ in 0..12 {
        if bytes.is_empty() || tree::change(&mut document, &mut bytes).is_err() {
            break;
        }
    }
    let mut contract = normalise(&document);
    assert_eq!(contract, normalise(&contract));
    overlay::attempt(&base().actions, &mut contract);
    let made = openapi("fuzz", &contract).and_then(|api| generate("fuzz", &api, &Docs::default()));
    match made {
        Ok(client) => drop(syn::parse_file(&client).expect("the client parses")),
        Err(error) => {
            let message = error.to_string();
            assert_eq!(message.lines().count(), 1, "{message}");
            // Only the document itself is without a pointer.
            let whole = message.ends_with("is missing") || message.contains("expected an object");
            assert!(!error.pointer().is_empty() || whole, "{message}");
        }
    }
});
