//! The people who allow applications, and what their role in an account permits.

use crate::state::FIRST_ACCOUNT;

/// The role of a person in an account.
///
/// ```
/// # use constant_contact_sandbox::Role;
/// assert_eq!(Role::default(), Role::AccountOwner);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// May use every operation.
    #[default]
    AccountOwner,
    /// May use every operation.
    AccountManager,
    /// May work with campaigns and read lists; no contacts, no reports.
    CampaignCreator,
}

impl Role {
    /// Whether the role has a privilege that the contract names.
    ///
    /// ```
    /// # use constant_contact_sandbox::Role;
    /// assert!(Role::AccountOwner.has("contacts:write"));
    /// assert!(!Role::CampaignCreator.has("contacts:write"));
    /// ```
    ///
    /// The guide describes the roles in words; which privilege names belong to a campaign creator is inferred
    /// from them.
    pub fn has(self, privilege: &str) -> bool {
        match self {
            Self::AccountOwner | Self::AccountManager => true,
            Self::CampaignCreator => {
                privilege == "contacts:lists:read" || privilege.starts_with("campaign:")
            }
        }
    }
}

/// A person who allows or denies what applications ask for.
///
/// ```
/// use constant_contact_sandbox::{Role, Sandbox, User};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// sandbox.sign_in(User::new(Role::CampaignCreator));
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "sign the person in to a sandbox"]
pub struct User {
    pub(crate) account: String,
    pub(crate) role: Role,
}

impl User {
    /// A person of the first account.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Role, User};
    /// let user = User::new(Role::AccountManager);
    /// ```
    pub fn new(role: Role) -> Self {
        Self {
            account: FIRST_ACCOUNT.to_owned(),
            role,
        }
    }

    /// Makes it a person of another account, by its `encoded_account_id`.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Role, User};
    /// let user = User::new(Role::AccountOwner).of_account("a07e1second");
    /// ```
    ///
    /// The account is created with the first request to it.
    pub fn of_account(mut self, encoded_account_id: impl Into<String>) -> Self {
        self.account = encoded_account_id.into();
        self
    }
}

impl Default for User {
    /// The owner of the first account.
    fn default() -> Self {
        Self::new(Role::default())
    }
}
