//! What is generated from the code for docs/reference.

use omnifila_core::transition;

/// Every move a message can make, as a Markdown table.
pub(crate) fn states() -> String {
    let mut out = String::from(
        "# The moves of a message\n\nGenerated from the code by `omnifila states`; do not edit. Each row is a move that some \
         event can cause from a status; whatever is not here cannot happen.\n\n| from | event | to | reason |\n| --- | --- | --- | --- |\n",
    );
    for edge in transition::table() {
        let (from, to, reason) = (edge.from.word(), edge.to.word(), edge.reason.word());
        out.push_str(&format!("| {from} | {} | {to} | {reason} |\n", edge.event));
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_table_has_the_moves_that_matter_and_not_the_forbidden_ones() {
        let text = super::states();
        assert!(text.contains("| waiting | start | sending |"), "{text}");
        assert!(text.contains("| sending | settle | uncertain |"));
        assert!(!text.contains("| uncertain | start |"));
        assert!(!text.contains("| cancelled | start |"));
    }
}
