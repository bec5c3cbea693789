//! The handle of a rule, through which a test says when a fault strikes and asks how often it did.

use super::Fault;
use super::rules::{Choice, Rule};
use super::scripted::Script;
use crate::log::Contents;
use crate::names;
use crate::sandbox::{Sandbox, Shared};
use std::sync::Arc;
use std::time::Duration;

impl Sandbox {
    /// Lets requests fail. The rule begins with [`NewFault::on`] or [`NewFault::on_every_operation`].
    ///
    /// ```
    /// # use constant_contact_sandbox::{Fault, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = Sandbox::start().await?;
    /// sandbox.fail(Fault::LostAnswer).on("POST /activities/contacts_file_import").times(1);
    /// sandbox.fail(Fault::Throttled).on_every_operation().with_probability(0.1);
    /// # Ok(()) }
    /// ```
    ///
    /// The first rule that strikes a request decides about it, so that several rules with
    /// [`times`](FaultRule::times) strike one after the other.
    ///
    /// # Panics
    ///
    /// If a status or a header of the fault cannot be sent.
    #[track_caller]
    pub fn fail(&self, fault: impl Into<Fault>) -> NewFault {
        self.fail_any([fault.into()])
    }

    /// As [`fail`](Self::fail), with one of several faults, which is drawn for each request that is struck.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Fault, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = Sandbox::start().await?;
    /// let losses = [Fault::LostRequest, Fault::LostAnswer];
    /// sandbox.fail_any(losses).on("POST /contacts").with_probability(0.3).at_most_in_a_row(2);
    /// # Ok(()) }
    /// ```
    ///
    /// # Panics
    ///
    /// As [`fail`](Self::fail).
    #[track_caller]
    pub fn fail_any(&self, faults: impl IntoIterator<Item = Fault>) -> NewFault {
        let faults: Vec<Fault> = faults.into_iter().collect();
        faults.iter().for_each(Fault::assert_can_be_sent);
        self.new_fault(Choice::Any(faults))
    }

    /// As [`fail`](Self::fail), with the fault that a function chooses for a request and its number, which
    /// counts from 0. Without a fault, the request is answered as usual.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Fault, Sandbox, ScriptedAnswer};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = Sandbox::start().await?;
    /// let script = |request: &constant_contact_sandbox::Contents, number| match number {
    ///     0 => Some(Fault::LostAnswer),
    ///     _ if request.text().contains("News") => Some(ScriptedAnswer::new(409).into()),
    ///     _ => None,
    /// };
    /// sandbox.fail_by(script).on("POST /contact_lists");
    /// # Ok(()) }
    /// ```
    ///
    /// The function is called when the whole request has arrived, so [`Fault::LostRequest`] closes the
    /// connection after that. The number is that among the requests that the function has got. If the function
    /// panics, or chooses a status or a header that cannot be sent, the connection closes.
    pub fn fail_by(
        &self,
        script: impl Fn(&Contents, u64) -> Option<Fault> + Send + Sync + 'static,
    ) -> NewFault {
        self.new_fault(Choice::Script(Script::new(script)))
    }

    /// Removes all rules so far.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Fault, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = Sandbox::start().await?;
    /// sandbox.fail(Fault::Throttled).on_every_operation();
    /// sandbox.remove_faults();
    /// sandbox.client().get_all_lists().await?;
    /// # Ok(()) }
    /// ```
    pub fn remove_faults(&self) {
        self.shared.faults().remove_all();
    }

    fn new_fault(&self, choice: Choice) -> NewFault {
        NewFault {
            shared: Arc::clone(&self.shared),
            choice,
        }
    }
}

/// Faults without a rule: see [`Sandbox::fail`].
///
/// ```
/// # use constant_contact_sandbox::{Fault, Sandbox};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// sandbox.fail(Fault::Throttled).on("GET /contact_lists");
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "it does nothing until `on` or `on_every_operation` is called"]
pub struct NewFault {
    shared: Arc<Shared>,
    choice: Choice,
}

impl NewFault {
    /// Strikes the requests of an operation, or of an endpoint such as `POST /oauth2/default/v1/token`.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Fault, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.fail(Fault::Throttled).on("GET /contact_lists");
    /// # Ok(()) }
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such operation. The message names similar ones.
    #[track_caller]
    pub fn on(self, operation: &str) -> FaultRule {
        self.rule(Some(names::known(operation)))
    }

    /// Strikes every request, also those to the authorization server and those that belong to no operation.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Fault, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.fail(Fault::Throttled).on_every_operation();
    /// # Ok(()) }
    /// ```
    pub fn on_every_operation(self) -> FaultRule {
        self.rule(None)
    }

    fn rule(self, operation: Option<&'static str>) -> FaultRule {
        let number = self.shared.faults().add(self.choice, operation);
        FaultRule {
            shared: self.shared,
            number,
        }
    }
}

/// A rule, which strikes every request of its operation until it is restricted or removed.
///
/// ```
/// # use constant_contact_sandbox::{Fault, Sandbox};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// let rule = sandbox.fail(Fault::Throttled).on("GET /contact_lists").after(1).times(2);
/// assert_eq!(rule.count(), 0);
/// # Ok(()) }
/// ```
///
/// Dropping the handle leaves the rule as it is.
#[derive(Debug, Clone)]
pub struct FaultRule {
    shared: Arc<Shared>,
    number: usize,
}

impl FaultRule {
    /// Strikes this many requests at most.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Fault, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.fail(Fault::Throttled).on("GET /contact_lists").times(1);
    /// # Ok(()) }
    /// ```
    pub fn times(self, times: u64) -> Self {
        self.change(|rule| rule.times = Some(times))
    }

    /// Lets this many requests pass first. Those that an earlier rule strikes do not count.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Fault, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.fail(Fault::Throttled).on("GET /contact_lists").after(1);
    /// # Ok(()) }
    /// ```
    pub fn after(self, requests: u64) -> Self {
        self.change(|rule| rule.skip = requests)
    }

    /// Strikes a request with this probability, from 0 (never) to 1 (always).
    ///
    /// ```
    /// # use constant_contact_sandbox::{Fault, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.fail(Fault::Throttled).on("GET /contact_lists").with_probability(0.1);
    /// # Ok(()) }
    /// ```
    ///
    /// The draws follow from [`SandboxBuilder::seed`](crate::SandboxBuilder::seed), so that they are the same in each
    /// run with the same order of requests.
    pub fn with_probability(self, probability: f64) -> Self {
        self.change(|rule| rule.probability = Some(probability))
    }

    /// Strikes this many requests in a row at most, and lets the next one pass. A request that an earlier rule
    /// has struck does not count.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Fault, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.fail(Fault::Throttled).on("GET /contact_lists").with_probability(0.5).at_most_in_a_row(2);
    /// # Ok(()) }
    /// ```
    pub fn at_most_in_a_row(self, requests: u64) -> Self {
        self.change(|rule| rule.most_in_a_row = Some(requests))
    }

    /// Waits this long before anything else happens to a request that is struck.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Fault, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// use std::time::Duration;
    /// sandbox.fail(Fault::Throttled).on("GET /contact_lists").delayed(Duration::from_secs(1));
    /// # Ok(()) }
    /// ```
    pub fn delayed(self, delay: Duration) -> Self {
        self.change(|rule| rule.delay = delay)
    }

    /// Ends the rule.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Fault, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let rule = sandbox.fail(Fault::Throttled).on("GET /contact_lists");
    /// rule.remove();
    /// sandbox.client().get_all_lists().await?;
    /// assert_eq!(rule.count(), 0);
    /// # Ok(()) }
    /// ```
    pub fn remove(&self) {
        self.with(|rule| rule.is_removed = true);
    }

    /// How many requests were struck.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Fault, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let rule = sandbox.fail(Fault::Throttled).on("GET /contact_lists").times(1);
    /// sandbox.client().get_all_lists().await?; // the client repeats it
    /// assert_eq!(rule.count(), 1);
    /// # Ok(()) }
    /// ```
    ///
    /// With [`Sandbox::fail_by`], those for which the function has chosen no fault count too.
    pub fn count(&self) -> u64 {
        self.with(|rule| rule.count())
    }

    /// How many requests were struck with each fault of the rule; nothing with [`Sandbox::fail_by`].
    ///
    /// ```
    /// # use constant_contact_sandbox::{Fault, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let rule = sandbox.fail_any([Fault::Throttled, Fault::LostAnswer]).on("GET /contact_lists").times(3);
    /// sandbox.client().get_all_lists().await?; // the client repeats it
    /// assert_eq!(rule.counts().iter().map(|(_, count)| count).sum::<u64>(), 3);
    /// # Ok(()) }
    /// ```
    pub fn counts(&self) -> Vec<(Fault, u64)> {
        self.with(|rule| match &rule.choice {
            Choice::Any(faults) => {
                let faults = faults.iter().cloned();
                faults.zip(rule.struck.iter().copied()).collect()
            }
            Choice::Script(_) => Vec::new(),
        })
    }

    /// Waits until this many requests were struck: with [`Fault::HeldRequest`] and
    /// [`Fault::HeldAnswer`], until they are held.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Fault, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let held = sandbox.fail(Fault::HeldRequest).on("GET /contact_lists").times(1);
    /// let call = tokio::spawn(sandbox.client().get_all_lists().into_future());
    /// held.struck(1).await;
    /// call.abort();
    /// # Ok(()) }
    /// ```
    pub async fn struck(&self, count: u64) {
        let mut strikes = self.shared.strikes.subscribe();
        let is_reached = |carried_out: &Vec<u64>| {
            carried_out.get(self.number).copied().unwrap_or_default() >= count
        };
        // The sender lives as long as `self.shared`.
        strikes.wait_for(is_reached).await.ok();
    }

    fn change(self, change: impl FnOnce(&mut Rule)) -> Self {
        self.with(change);
        self
    }

    fn with<T>(&self, read: impl FnOnce(&mut Rule) -> T) -> T {
        let mut faults = self.shared.faults();
        read(&mut faults.rules[self.number])
    }
}
