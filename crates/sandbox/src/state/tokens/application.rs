//! The applications that are registered with the authorization server, as in the provider's portal.

use std::fmt;

/// The flow that an application is set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    /// A redirect of the browser, with a client secret.
    Confidential,
    /// A redirect of the browser, with PKCE instead of a secret.
    Pkce,
    /// A code that a person enters on another device.
    Device,
}

/// An application, as it is registered in the provider's portal.
///
/// ```
/// use constant_contact_sandbox::{Application, Sandbox};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// sandbox.register(Application::public("my-app").redirect_uri("http://localhost:8765/callback"));
/// # Ok(()) }
/// ```
///
/// [`Sandbox::application`](crate::Sandbox::application) and its siblings return those that exist from the start.
/// `Debug` hides the secret.
#[derive(Clone, PartialEq, Eq)]
#[must_use = "register it with a sandbox"]
pub struct Application {
    client_id: String,
    client_secret: Option<String>,
    redirect_uris: Vec<String>,
    flow: Flow,
    is_long_lived: bool,
}

impl Application {
    /// An application with a secret, such as a web server: authorization code flow.
    ///
    /// ```
    /// # use constant_contact_sandbox::Application;
    /// let application = Application::confidential("my-server", "my-secret")
    ///     .redirect_uri("https://app.example.com/callback");
    /// ```
    pub fn confidential(client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        let client_secret = Some(client_secret.into());
        Self {
            client_secret,
            ..Self::new(client_id.into(), Flow::Confidential)
        }
    }

    /// An application without a secret, such as a program on people's machines: authorization code flow with
    /// PKCE.
    ///
    /// ```
    /// # use constant_contact_sandbox::Application;
    /// let application = Application::public("my-program").redirect_uri("http://localhost:8765/callback");
    /// ```
    pub fn public(client_id: impl Into<String>) -> Self {
        Self::new(client_id.into(), Flow::Pkce)
    }

    /// An application without a secret and without a browser: device flow.
    ///
    /// ```
    /// # use constant_contact_sandbox::Application;
    /// let application = Application::device("my-appliance");
    /// ```
    pub fn device(client_id: impl Into<String>) -> Self {
        Self::new(client_id.into(), Flow::Device)
    }

    fn new(client_id: String, flow: Flow) -> Self {
        Self {
            client_id,
            client_secret: None,
            redirect_uris: Vec::new(),
            flow,
            is_long_lived: false,
        }
    }

    /// Adds a redirect URI. Requests have to name it in exactly this form.
    ///
    /// ```
    /// # use constant_contact_sandbox::Application;
    /// let application = Application::public("my-program")
    ///     .redirect_uri("http://localhost:8765/callback")
    ///     .redirect_uri("http://127.0.0.1:8765/callback");
    /// ```
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uris.push(uri.into());
        self
    }

    /// Gives the application long-lived refresh tokens; without this, they rotate.
    ///
    /// ```
    /// # use constant_contact_sandbox::Application;
    /// let application = Application::device("my-appliance").long_lived();
    /// ```
    ///
    /// Every second renewal leaves the refresh token out of its answer: clients have reported servers that
    /// return it and servers that do not, so an application has to keep the one it has.
    pub fn long_lived(mut self) -> Self {
        self.is_long_lived = true;
        self
    }

    /// The client id, which is also the API key.
    ///
    /// ```
    /// # use constant_contact_sandbox::Application;
    /// assert_eq!(Application::public("my-program").client_id(), "my-program");
    /// ```
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The client secret, if the application has one.
    ///
    /// ```
    /// # use constant_contact_sandbox::Application;
    /// assert_eq!(Application::public("my-program").client_secret(), None);
    /// ```
    pub fn client_secret(&self) -> Option<&str> {
        self.client_secret.as_deref()
    }

    /// The registered redirect URIs.
    ///
    /// ```
    /// # use constant_contact_sandbox::Application;
    /// assert!(Application::device("my-appliance").redirect_uris().is_empty());
    /// ```
    pub fn redirect_uris(&self) -> &[String] {
        &self.redirect_uris
    }

    pub(crate) fn flow(&self) -> Flow {
        self.flow
    }

    pub(crate) fn is_long_lived(&self) -> bool {
        self.is_long_lived
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Application")
            .field("client_id", &self.client_id)
            .field("redirect_uris", &self.redirect_uris)
            .field("flow", &self.flow)
            .field("is_long_lived", &self.is_long_lived)
            .finish_non_exhaustive()
    }
}

/// The address to which the applications that exist from the start are redirected.
pub(crate) const REDIRECT_URI: &str = "https://app.example.com/callback";

/// The public application that exists from the start.
pub(crate) fn public() -> Application {
    Application::public("b1d7e0c4-0001-4a6f-9c55-5a2d0c0ffee1").redirect_uri(REDIRECT_URI)
}

/// The confidential application that exists from the start.
pub(crate) fn confidential() -> Application {
    let id = "b1d7e0c4-0002-4a6f-9c55-5a2d0c0ffee2";
    Application::confidential(id, "sandbox-client-secret").redirect_uri(REDIRECT_URI)
}

/// The application for devices that exists from the start.
pub(crate) fn device() -> Application {
    Application::device("b1d7e0c4-0003-4a6f-9c55-5a2d0c0ffee3")
}

/// The credentials of a technology partner.
///
/// ```
/// # use constant_contact_sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// let partner = sandbox.partner();
/// println!("{} {}", partner.client_id, partner.api_key);
/// # Ok(()) }
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Partner {
    /// The partner's client id.
    pub client_id: String,
    /// The partner's secret.
    pub client_secret: String,
    /// The API key for the header `x-api-key`.
    pub api_key: String,
}

impl Partner {
    /// The partner that exists from the start.
    pub(crate) fn first() -> Self {
        Self {
            client_id: "sandbox-partner".to_owned(),
            client_secret: "sandbox-partner-secret".to_owned(),
            api_key: confidential().client_id,
        }
    }
}

impl fmt::Debug for Partner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Partner")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}
