//! The effects of the overlay on a contract: which actions are no longer needed, which have lost their
//! target, and where the target is now.

use constant_contact_codegen::overlay::{self, Action, Effect};
use serde_json::Value;
use std::collections::BTreeMap;

/// A contract with the overlay applied, except for actions without a target. A definition that only has
/// another name is corrected under that name.
pub struct Corrected {
    pub contract: Value,
    actions: Vec<Action>,
    effects: Vec<Effect>,
    /// The new names of definitions by the old ones, with the number of actions.
    renamed: BTreeMap<String, (String, usize)>,
}

impl Corrected {
    /// Applies `actions`, which were written for the contract `before`.
    pub fn new(actions: &[Action], before: &Value, mut contract: Value) -> Self {
        let mut renamed: BTreeMap<String, (String, usize)> = BTreeMap::new();
        let actions = actions.iter().map(|action| {
            let old = action.definition();
            let new = old.and_then(|old| Some((old, new_name(old, before, &contract)?)));
            let Some((old, new)) = new else {
                return action.clone();
            };
            let action = action.for_definition(&new);
            renamed.entry(old.to_owned()).or_insert((new, 0)).1 += 1;
            action
        });
        let actions: Vec<Action> = actions.collect();
        let effects = overlay::attempt(&actions, &mut contract);
        Self {
            contract,
            actions,
            effects,
            renamed,
        }
    }

    fn with(&self, wanted: Effect) -> impl Iterator<Item = &Action> {
        let all = self.actions.iter().zip(&self.effects);
        all.filter(move |(_, effect)| **effect == wanted)
            .map(|(action, _)| action)
    }

    pub fn needless(&self) -> Vec<String> {
        let all = self.with(Effect::Needless);
        all.map(described).collect()
    }

    /// The actions without a target.
    pub fn without_target(&self) -> Vec<&Action> {
        self.with(Effect::Unmatched).collect()
    }

    /// What to do with the actions for definitions that only have another name.
    pub fn renamed(&self) -> Vec<String> {
        let all = self.renamed.iter();
        let lines = all.map(|(old, (new, count))| {
            format!(
                "spec/overlay.yaml: write `$.definitions.{new}` for `$.definitions.{old}` ({count} {}): the \
                 definition has another name and the same content",
                if *count == 1 { "target" } else { "targets" }
            )
        });
        lines.collect()
    }
}

/// What to do with an action without a target.
pub fn advice(action: &Action) -> String {
    format!(
        "spec/overlay.yaml: fix or delete the action without a target: {}",
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
