//! The examples in the generated documentation as one test source, which type-checks all of them at
//! once. As documentation tests, they would take minutes.

use std::fmt::Write as _;

/// The path of the source in the copy of the workspace.
pub const FILE: &str = "tests/generated_examples.rs";

/// The examples of the generated client, each in its own module.
pub fn examples(client: &str) -> String {
    let mut text = "#![allow(warnings)]\n".to_owned();
    let mut lines = client.lines();
    let mut count = 0;
    while lines.any(|line| line == "```no_run") {
        let example = lines.by_ref().take_while(|line| !is_end(line));
        let _ = writeln!(text, "mod example_{count} {{");
        for line in example {
            let shown = line.strip_prefix("# ").unwrap_or(line);
            let _ = writeln!(text, "    {shown}");
        }
        text.push_str("}\n");
        count += 1;
    }
    text
}

/// An example can end in the line that ends its comment.
fn is_end(line: &str) -> bool {
    line.trim_end_matches("*/") == "```"
}

#[cfg(test)]
mod tests;
