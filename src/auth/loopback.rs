//! Receiving the redirect of a browser on this machine.
//!
//! A command-line program has no web server for the redirect. [`LoopbackListener`] is one for a single redirect (RFC
//! 8252, 7.3): it listens on a loopback address only, ignores other requests of browsers, answers with a small page, and
//! returns the redirected address for [`OAuth::exchange`](super::OAuth::exchange). It serves connections concurrently,
//! since browsers open some that they never use.

use super::AuthorizationRequest;
use super::error::{AuthError, AuthErrorKind};
use crate::transport::origin::is_loopback;
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use url::Url;

/// The longest request head that is read, in bytes.
const LONGEST_HEAD: usize = 16 * 1024;
/// How long one connection may take.
const CONNECTION_LIMIT: Duration = Duration::from_secs(10);
/// How many ports are tried until one is free in both address families.
const PORTS_TRIED: usize = 50;

/// A listener for one redirect to this machine.
///
/// ```no_run
/// use constant_contact::auth::{AuthError, LoopbackListener, OAuth, Scope};
/// use std::time::Duration;
/// # async fn f() -> Result<(), AuthError> {
/// let listener = LoopbackListener::bind("http://localhost:8765/callback").await?;
/// let oauth = OAuth::public("api-key").redirect_uri(listener.redirect_uri());
/// let request = oauth.authorize([Scope::ContactData, Scope::OfflineAccess])?;
/// println!("please open {}", request.url());
/// let redirected = listener.wait(&request, Duration::from_secs(300)).await?;
/// let tokens = oauth.exchange(&request, &redirected).await?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct LoopbackListener {
    uri: Url,
    /// The URI as it was given, to be sent in exactly this form.
    redirect_uri: String,
    listeners: Vec<TcpListener>,
}

/// The address to which the browser was redirected; it contains the code, so `Debug` does not show it.
///
/// ```no_run
/// # use constant_contact::auth::{AuthError, AuthorizationRequest, OAuth, RedirectedUrl};
/// # async fn f(oauth: OAuth, request: AuthorizationRequest, redirected: RedirectedUrl) -> Result<(), AuthError> {
/// let tokens = oauth.exchange(&request, &redirected).await?;
/// # Ok(()) }
/// ```
pub struct RedirectedUrl(SecretString);

impl AsRef<str> for RedirectedUrl {
    fn as_ref(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for RedirectedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RedirectedUrl([redacted])")
    }
}

impl LoopbackListener {
    /// Listens at the address of the redirect URI.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, LoopbackListener};
    /// # async fn f() -> Result<(), AuthError> {
    /// let listener = LoopbackListener::bind("http://127.0.0.1:8765/callback").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// The URI must be http with host `localhost`, `127.0.0.1` or `[::1]`; register the same one in the portal.
    /// With `localhost` it listens in both address families, as far as the machine has them, since a browser may use
    /// either. Port 0 takes a free port, for servers that allow any port. Fails with kind `Configuration` for any other
    /// URI, and when the port is in use in either family: another program would receive the code. On Windows, programs of
    /// the same user can use the port nevertheless. A code that they receive is useless to them: it belongs to the PKCE
    /// verifier or the client secret of this process.
    pub async fn bind(redirect_uri: &str) -> Result<Self, AuthError> {
        let wrong = || {
            AuthError::configuration(
                "a loopback redirect URI must be http://localhost, 127.0.0.1 or [::1], without fragment",
            )
        };
        let redirect_uri = redirect_uri.trim();
        let mut uri = Url::parse(redirect_uri).map_err(|_| wrong())?;
        if uri.scheme() != "http" || !is_loopback(&uri) || uri.fragment().is_some() {
            return Err(wrong());
        }
        let requested = uri.port().unwrap_or(80);
        let addresses: Vec<IpAddr> = match uri.host() {
            Some(url::Host::Ipv4(address)) => vec![address.into()],
            Some(url::Host::Ipv6(address)) => vec![address.into()],
            _ => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
        };
        let (listeners, port) = listen(&addresses, requested).await?;
        let mut redirect_uri = redirect_uri.to_owned();
        if port != requested {
            uri.set_port(Some(port)).map_err(|()| wrong())?;
            redirect_uri = uri.to_string();
        }
        Ok(Self {
            uri,
            redirect_uri,
            listeners,
        })
    }

    /// The redirect URI to authorise with: the given one, with the port that was chosen in place of port 0.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{LoopbackListener, OAuth};
    /// # fn f(listener: LoopbackListener) {
    /// let oauth = OAuth::public("api-key").redirect_uri(listener.redirect_uri());
    /// # }
    /// ```
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// Waits for the redirect that answers `request`, for `limit` at most.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, AuthorizationRequest, LoopbackListener};
    /// # use std::time::Duration;
    /// # async fn f(listener: LoopbackListener, request: AuthorizationRequest) -> Result<(), AuthError> {
    /// let redirected = listener.wait(&request, Duration::from_secs(300)).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Requests for other paths and redirects with another state are answered with 404 and ignored. A refusal is returned
    /// like a code: the exchange reports it. Fails with kind `Expired` when the time is over. Dropping the future closes
    /// the connections; the listener remains and can wait again.
    pub async fn wait(
        &self,
        request: &AuthorizationRequest,
        limit: Duration,
    ) -> Result<RedirectedUrl, AuthError> {
        tokio::time::timeout(limit, self.redirected(request))
            .await
            .unwrap_or_else(|_| {
                Err(AuthError::new(
                    AuthErrorKind::Expired,
                    "no redirect came in time: start the authorization again",
                ))
            })
    }

    async fn redirected(&self, request: &AuthorizationRequest) -> Result<RedirectedUrl, AuthError> {
        let (sender, mut redirects) = mpsc::channel(1);
        let expected = Arc::new((request.clone(), self.uri.clone()));
        let mut serving = tokio::task::JoinSet::new();
        loop {
            tokio::select! {
                Some(url) = redirects.recv() => {
                    return Ok(url);
                }
                stream = accept(&self.listeners) => match stream {
                    Ok(stream) => {
                        let (sender, expected) = (sender.clone(), expected.clone());
                        serving.spawn(tokio::time::timeout(CONNECTION_LIMIT, serve(stream, expected, sender)));
                    }
                    // Out of file handles, or the peer has closed the connection: do not spin.
                    Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
                },
                Some(_) = serving.join_next() => {}
            }
        }
    }
}

/// Listens on each of the addresses that the machine has, all with the same port; 0 means any free port.
async fn listen(
    addresses: &[IpAddr],
    requested: u16,
) -> Result<(Vec<TcpListener>, u16), AuthError> {
    let mut addresses = addresses.to_vec();
    let mut failure = None;
    for _ in 0..PORTS_TRIED {
        let (mut listeners, mut port) = (vec![], requested);
        failure = None;
        for &address in &addresses {
            match TcpListener::bind(SocketAddr::new(address, port)).await {
                Ok(listener) => {
                    port = listener.local_addr().map_or(port, |address| address.port());
                    listeners.push(listener);
                }
                // No other program can listen on an address that the machine does not have.
                Err(error) if is_missing(&error) => {}
                Err(error) => failure = Some(unusable(address, port, &error)),
            }
        }
        match failure {
            None if listeners.is_empty() => {
                return Err(AuthError::configuration(
                    "this machine has no such loopback address: use one that it has",
                ));
            }
            None => return Ok((listeners, port)),
            // The other family chooses the port next: it may be the one with few free ports.
            Some(_) if requested == 0 => addresses.reverse(),
            Some(failure) => return Err(failure),
        }
    }
    Err(failure.unwrap_or_else(|| AuthError::configuration("no port is free on this machine")))
}

/// Whether the machine has no such address.
fn is_missing(error: &io::Error) -> bool {
    // EAFNOSUPPORT, which has no kind: the BSDs, Linux, Linux on MIPS, Windows.
    const NO_SUCH_FAMILY: [i32; 4] = [47, 97, 124, 10_047];
    matches!(
        error.kind(),
        io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported
    ) || error
        .raw_os_error()
        .is_some_and(|code| NO_SUCH_FAMILY.contains(&code))
}

fn unusable(address: IpAddr, port: u16, error: &io::Error) -> AuthError {
    let address = SocketAddr::new(address, port);
    AuthError::configuration(match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "port {port} of this machine is in use: another program listens on {address} and would receive the code; \
             free it or register another redirect URI"
        ),
        // Windows reserves ranges of ports for virtual machines.
        io::ErrorKind::PermissionDenied => format!(
            "this program may not listen on {address}: register a redirect URI with another port, above 1023"
        ),
        _ => format!("this program cannot listen on {address}: {error}"),
    })
}

/// The next connection at any of one or two listeners.
async fn accept(listeners: &[TcpListener]) -> io::Result<TcpStream> {
    let (stream, _) = match listeners {
        [one, two] => {
            tokio::select! { first = one.accept() => first, second = two.accept() => second }?
        }
        [one] => one.accept().await?,
        _ => std::future::pending().await,
    };
    Ok(stream)
}

/// Serves one connection: one request and one page.
async fn serve(
    mut stream: TcpStream,
    expected: Arc<(AuthorizationRequest, Url)>,
    redirects: mpsc::Sender<RedirectedUrl>,
) {
    let mut head = Vec::new();
    let mut part = [0; 2048];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") && head.len() < LONGEST_HEAD {
        match stream.read(&mut part).await {
            Ok(0) | Err(_) => return,
            Ok(count) => head.extend(part.iter().take(count)),
        }
    }
    let (request, uri) = &*expected;
    let url = target(&head).and_then(|target| uri.join(target).ok());
    let (is_answer, status, text) = match url.as_ref().map(|url| request.read(url.as_str())) {
        Some(Ok(_)) => (
            true,
            "200 OK",
            "Thank you. You can close this window and return to the program.",
        ),
        Some(Err(error)) if error.kind() != AuthErrorKind::Redirect => (
            true,
            "200 OK",
            "No access was given. You can close this window and return to the program.",
        ),
        _ => (false, "404 Not Found", "There is nothing here."),
    };
    let page = page(status, text);
    // The redirect counts even if the browser does not receive the page.
    stream.write_all(page.as_bytes()).await.ok();
    stream.shutdown().await.ok();
    if let Some(url) = url.filter(|_| is_answer) {
        redirects
            .send(RedirectedUrl(String::from(url).into()))
            .await
            .ok();
    }
}

/// The target of a GET request.
fn target(head: &[u8]) -> Option<&str> {
    let line = head.split(|byte| *byte == b'\r').next()?;
    let mut words = std::str::from_utf8(line).ok()?.split(' ');
    match (words.next()?, words.next()?, words.next()?) {
        ("GET", target, version) if target.starts_with('/') && version.starts_with("HTTP/1.") => {
            Some(target)
        }
        _ => None,
    }
}

fn page(status: &str, text: &str) -> String {
    let body = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Authorization</title><p>{text}</p></html>\n"
    );
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         Referrer-Policy: no-referrer\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

#[cfg(test)]
mod tests;
