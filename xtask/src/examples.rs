//! The examples in the generated documentation as one test source, so that type-checking it tells
//! whether each of them compiles; running them as documentation tests would take minutes.

use std::fmt::Write as _;

/// Where the copy of the workspace has them.
pub const FILE: &str = "tests/generated_examples.rs";

/// Each example of the generated client in a module of its own.
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

/// The end of an example may be the end of its comment too.
fn is_end(line: &str) -> bool {
    line.trim_end_matches("*/") == "```"
}

#[cfg(test)]
mod tests;
