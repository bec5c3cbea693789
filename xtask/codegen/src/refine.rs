//! Rules over the whole converted document, each in one function: what progenitor and typify would
//! make inconvenient or brittle is put right before they see it.

mod activities;
mod hand_written;
mod links;
mod strictness;

use crate::error::Result;
use crate::origins::Origins;
use crate::references::drop_unused;
use openapiv3::OpenAPI;

/// Applies every rule. The result is what `tests/golden/openapi.json` shows.
pub(crate) fn refine(origins: &mut Origins, api: &mut OpenAPI) -> Result<()> {
    activities::unify_activities(origins, api)?;
    links::unify_links(origins, api)?;
    drop_unused(api);
    strictness::mark_content(api);
    strictness::mark_answers(api);
    strictness::mark_requests(api);
    strictness::relax_responses(api);
    strictness::keep_empty_lists(api);
    Ok(())
}
