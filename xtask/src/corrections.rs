//! The effects of the overlay on a contract: which actions are no longer needed, which have lost their
//! target, and where the target is now.

use constant_contact_codegen::overlay::{self, Action, Effect};
use serde_json::Value;

/// A contract with the overlay applied, except for actions without a target.
pub struct Corrected<'a> {
    pub contract: Value,
    actions: &'a [Action],
    effects: Vec<Effect>,
}

impl<'a> Corrected<'a> {
    pub fn new(actions: &'a [Action], mut contract: Value) -> Self {
        let effects = overlay::attempt(actions, &mut contract);
        Self {
            contract,
            actions,
            effects,
        }
    }

    fn with(&self, wanted: Effect) -> impl Iterator<Item = &'a Action> {
        let all = self.actions.iter().zip(&self.effects);
        all.filter(move |(_, effect)| **effect == wanted)
            .map(|(action, _)| action)
    }

    pub fn needless(&self) -> Vec<String> {
        let all = self.with(Effect::Needless);
        all.map(described).collect()
    }

    /// The actions without a target.
    pub fn without_target(&self) -> Vec<&'a Action> {
        self.with(Effect::Unmatched).collect()
    }
}

/// What to do with an action without a target. A definition of the contract `before` may only have another
/// name in the contract `now`.
pub fn advice(action: &Action, before: &Value, now: &Value) -> String {
    let moved = action
        .definition()
        .and_then(|name| new_name(name, before, now));
    let moved = moved.map_or(String::new(), |name| {
        format!("; the definition is called {name} now, with the same content")
    });
    format!(
        "spec/overlay.yaml: fix or delete the action without a target: {}{moved}",
        described(action)
    )
}

fn described(action: &Action) -> String {
    format!("{} ({})", action.target, action.reason)
}

/// The only new definition that has the content of a removed one.
fn new_name(name: &str, before: &Value, now: &Value) -> Option<String> {
    let [old, new] = [before, now].map(|contract| contract["definitions"].as_object());
    let (old, new) = old.zip(new)?;
    let content = old.get(name).filter(|_| !new.contains_key(name))?;
    let mut same = new
        .iter()
        .filter(|(name, definition)| *definition == content && !old.contains_key(name.as_str()));
    let (found, _) = same.next()?;
    same.next().is_none().then(|| found.clone())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
