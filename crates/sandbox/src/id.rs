//! Identifiers as the API has them: UUIDs of version 1. They are counted, so that a test sees the same
//! ones in each run.

/// Makes the ids of a sandbox.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    last: u64,
}

impl Ids {
    /// The next id.
    pub fn uuid(&mut self) -> String {
        self.last += 1;
        let low = self.last & 0xffff_ffff;
        let high = (self.last >> 32) & 0xffff;
        format!("{low:08x}-{high:04x}-11f1-8000-fa163e0a0b0c")
    }

    /// The next number, for ids that are numbers.
    pub fn number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }
}
