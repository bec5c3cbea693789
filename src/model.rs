//! How generated types read and write JSON: lenient with what the server sends, exact in what is
//! sent to it. The generator writes down fields and names; the macros here make the serde code.
//!
//! The code is written by macros of our own and not derived, since it has to be more lenient than
//! a derive (`null` for a list, anything missing), keeps the members that the crate doesn't know,
//! hides texts in `Debug`, and compiles in a fraction of the time.
//!
//! A value is read straight into its [`Place`], since moving a large struct from function to
//! function costs more than reading it.

mod document;
mod hidden;
mod link;
mod message;
mod object;
mod open_enum;
mod parameter;
mod raw_body;
mod read;
mod redact;
mod scalars;
mod send_time;
mod spelling;
mod string_or_integer;
mod timestamp;
mod unknown_members;
mod utc_day;

pub use document::Document;
pub(crate) use hidden::Hidden;
pub use link::Link;
pub use message::ActivityMessage;
pub(crate) use object::{Checked, Choice, Key, NOT_FINITE, Unchecked, object};
pub(crate) use open_enum::open_enum;
pub(crate) use parameter::Parameter;
pub use raw_body::RawBody;
pub(crate) use read::{
    NO_VALUE, PlaceSeed, SEVERAL_VALUES, ViaRead, expect_blank, read_single, read_via_serde,
};
pub use read::{Place, Read};
pub(crate) use redact::{Redact, Redacted, Show, UnknownValue, opaque_debug, redact_via_debug};
pub(crate) use scalars::{
    FIRST_INEXACT, NOT_A_BOOLEAN, NOT_A_NUMBER, NOT_AN_INTEGER, TOO_MANY_DIGITS,
    expect_empty_object, optional_text, text,
};
pub(crate) use send_time::NOT_A_TIME;
pub use send_time::SendTime;
pub(crate) use spelling::{Enumeration, SpellingSeed, Spelt};
pub use string_or_integer::StringOrInteger;
pub use timestamp::Timestamp;
pub use unknown_members::UnknownMembers;
pub(crate) use utc_day::{next_midnight, utc_day};
