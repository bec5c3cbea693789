//! Members that only the server sets (`readOnly`): a document that was read has them, and a request must not. What
//! the caller has set is sent, since the provider's document also marks members that requests need.

use super::elements::{Model, Struct};
use super::rust_type::RustType;
use std::collections::BTreeSet;

impl Model {
    /// The types of which an answer is not sent back whole: they have members that only the server sets, or
    /// contain such a type.
    pub(crate) fn partly_sent(&self) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        loop {
            let before = found.len();
            for ty in &self.types {
                let Some(object) = self.object(&ty.name) else {
                    continue;
                };
                let is_part = |ty: &RustType| {
                    let name = ty.innermost().contract_name();
                    name.is_some_and(|name| found.contains(name))
                };
                if object.not_sent_back().next().is_some()
                    || object.fields.iter().any(|field| is_part(&field.ty))
                    || object.rest.iter().any(|(_, ty)| is_part(ty))
                {
                    found.insert(ty.name.as_str());
                }
            }
            if found.len() == before {
                return found;
            }
        }
    }

    /// The members of a body that are not sent back, at any depth: the idents of the fields that lead there, with
    /// dots between them.
    pub fn not_sent_back(&self, body: &RustType) -> Vec<String> {
        let mut found = Vec::new();
        self.add_not_sent_back(body, "", &mut Vec::new(), &mut found);
        found
    }

    fn add_not_sent_back<'a>(
        &'a self,
        ty: &'a RustType,
        place: &str,
        open: &mut Vec<&'a str>,
        found: &mut Vec<String>,
    ) {
        let Some(name) = ty.innermost().contract_name() else {
            return;
        };
        let Some(object) = self.object(name).filter(|_| !open.contains(&name)) else {
            return;
        };
        let omitted: BTreeSet<&str> = object.not_sent_back().collect();
        open.push(name);
        for field in &object.fields {
            let place = format!("{place}{}", field.ident);
            match omitted.contains(&*field.ident) {
                true => found.push(place),
                false => self.add_not_sent_back(&field.ty, &format!("{place}."), open, found),
            }
        }
        if let Some((ident, ty)) = &object.rest {
            self.add_not_sent_back(ty, &format!("{place}{ident}."), open, found);
        }
        open.pop();
    }
}

impl Struct {
    /// The idents of the own fields that are not sent back. An object that allows any members cannot tell
    /// whether it was read.
    fn not_sent_back(&self) -> impl Iterator<Item = &str> {
        let is_sent_back = self.in_answers && self.in_requests && self.rest.is_none();
        let fields = self.fields.iter().filter(move |_| is_sent_back);
        let fields = fields.filter(|field| field.facts.read_only);
        fields.map(|field| &*field.ident)
    }
}

#[cfg(test)]
mod tests;
