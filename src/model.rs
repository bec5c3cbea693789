//! How generated types read and write JSON: they are lenient when reading from the server and exact
//! when writing to it. The generator lists fields and names; the macros here produce the serde code.
//!
//! The macros replace serde's derive, because the code has to be more lenient than derived code
//! (it accepts `null` for a list, and any missing member), keeps the members that the crate does not
//! know, hides strings in `Debug`, and compiles in a fraction of the time.
//!
//! Neither reading nor writing depends on the type of the deserializer or serializer, so that little is compiled for
//! each type: see [`input`] and [`write`].

mod document;
pub(crate) mod fields;
mod hidden;
mod input;
mod link;
mod message;
mod object;
mod open_enum;
mod parameter;
mod raw_body;
mod read;
mod reader;
mod redact;
mod scalars;
mod send_time;
mod spelling;
mod string_or_integer;
mod timestamp;
mod unknown_element;
mod unknown_members;
mod unknown_value;
mod utc_day;
mod write;

pub(crate) use document::{AnyDocument, downcast, new_document, read_json_into};
pub use document::{Document, Object};
pub(crate) use hidden::Hidden;
pub use input::{
    Destination, Field, Fields, Input, InputList, InputObject, Members, Mismatch, Others,
    SpeltPlace,
};
pub use link::Link;
pub use message::ActivityMessage;
pub(crate) use object::object;
pub(crate) use open_enum::open_enum;
#[allow(unused_imports, reason = "not every build of the contract has one")]
pub(crate) use open_enum::read_enumeration;
pub(crate) use parameter::{Parameter, ParameterValues};
pub use raw_body::RawBody;
pub use read::Read;
pub(crate) use read::{
    NO_VALUE, SEVERAL_VALUES, deserialize, json_text, json_value, object_in, read_json,
    read_single, read_via_json, started,
};
pub(crate) use redact::{Redact, Redacted, Show, opaque_debug, redact_via_debug, show};
pub(crate) use scalars::{
    NOT_A_BOOLEAN, NOT_A_NUMBER, NOT_AN_INTEGER, NOT_FINITE, TOO_MANY_DIGITS, optional_text,
};
pub(crate) use send_time::NOT_A_TIME;
pub use send_time::SendTime;
pub(crate) use spelling::{Enumeration, Spelt, deserialize_enumeration};
pub use string_or_integer::StringOrInteger;
pub use timestamp::Timestamp;
pub use unknown_element::UnknownElement;
pub(crate) use unknown_element::{
    collect_unknown, note_unknown_if_read, note_unknown_member, note_unknown_value,
};
pub use unknown_members::UnknownMembers;
pub use unknown_value::UnknownValue;
pub(crate) use utc_day::{next_midnight, utc_day};
pub(crate) use write::{DocumentWriter, EMPTY};
pub use write::{MemberWriter, Output, OutputObject, Write};
