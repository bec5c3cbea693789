//! What a test does to the first account that no operation can do, and what the partner asked for.

use crate::Sandbox;
use crate::state::FIRST_ACCOUNT;

impl Sandbox {
    /// Follows the link in the mail that asks to confirm an address of the account. Says whether the
    /// account has the address.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert!(!sandbox.confirm("unknown@example.com"));
    /// # Ok(()) }
    /// ```
    pub fn confirm(&self, address: &str) -> bool {
        let now = self.clock().now();
        let mut state = self.state();
        state.account(FIRST_ACCOUNT).details.confirm(address, now)
    }

    /// Removes the postal address of the account, which campaigns need. It has one at the start.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.remove_physical_address();
    /// # Ok(()) }
    /// ```
    pub fn remove_physical_address(&self) {
        let mut state = self.state();
        state
            .account(FIRST_ACCOUNT)
            .details
            .remove_physical_address();
    }

    /// The topics of the test notifications that the partner asked for, in order. The sandbox sends none.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert!(sandbox.webhook_tests().is_empty());
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn webhook_tests(&self) -> Vec<u64> {
        self.state().partner.webhooks.tests().to_vec()
    }
}
