//! What a customer's own words ask for.

/// What a customer writes who wants no more.
const STOP: [&str; 5] = ["SAIR", "PARAR", "STOP", "DESCADASTRAR", "CANCELAR ENVIO"];

/// Whether a customer's whole text is the wish to receive no more.
pub fn wants_no_more(text: &str) -> bool {
    STOP.contains(&text.trim().to_uppercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::wants_no_more;

    #[test]
    fn the_whole_text_is_the_wish() {
        for (text, wish) in [
            (" sair \n", true),
            ("Cancelar envio", true),
            ("sair de casa", false),
            ("", false),
        ] {
            assert_eq!(wants_no_more(text), wish, "{text}");
        }
    }
}
