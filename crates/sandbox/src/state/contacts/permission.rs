//! The closed sets of values of a contact.

/// A set of values, each with its name in the API.
macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($value:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $name {
            $($value,)*
        }

        impl $name {
            pub fn parse(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$value),)*
                    _ => None,
                }
            }

            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$value => $text,)*
                }
            }
        }
    };
}

names! {
    /// Who created or changed something.
    Source {
        Contact = "Contact",
        Account = "Account",
    }
}

names! {
    /// The permission to send email to a contact.
    Permission {
        Explicit = "explicit",
        Implicit = "implicit",
        NotSet = "not_set",
        PendingConfirmation = "pending_confirmation",
        TempHold = "temp_hold",
        Unsubscribed = "unsubscribed",
    }
}

names! {
    /// The permission to send SMS to a contact.
    SmsPermission {
        Explicit = "explicit",
        NotSet = "not_set",
        PendingConfirmation = "pending_confirmation",
        Unsubscribed = "unsubscribed",
    }
}

names! {
    /// What contacts are searched by.
    Status {
        Active = "active",
        Deleted = "deleted",
        NotSet = "not_set",
        PendingConfirmation = "pending_confirmation",
        TempHold = "temp_hold",
        Unsubscribed = "unsubscribed",
    }
}

/// Whether a contact has confirmed the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Confirmation {
    Pending,
    Confirmed,
    Off,
}

impl Confirmation {
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::Off => "off",
        }
    }
}
