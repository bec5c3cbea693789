//! Reads `opaque_debug!`, which implements `Debug` for a type and which only the compiler expands.

use syn::parse::ParseStream;
use syn::{ItemImpl, ItemMacro, LitStr, Token, Type, parse_quote};

/// The implementation that a call of the macro makes, without its methods; `None` for another macro.
pub(super) fn opaque_debug(item: &ItemMacro) -> Option<ItemImpl> {
    if item.mac.path.segments.last()?.ident != "opaque_debug" {
        return None;
    }
    let arguments = |input: ParseStream<'_>| {
        let ty: Type = input.parse()?;
        input.parse::<Token![,]>()?;
        input.parse::<LitStr>()?;
        Ok(ty)
    };
    let ty = item.mac.parse_body_with(arguments).ok()?;
    Some(parse_quote!(impl Debug for #ty {}))
}
