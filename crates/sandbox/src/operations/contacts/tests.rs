use crate::operations::test_account::{TestAccount, addressed, id};
use serde_json::{Value, json};

mod changes;
mod searches;
mod sign_up;
