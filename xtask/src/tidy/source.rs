//! Rust text with comments and the contents of literals blanked out, position by position.
//!
//! Not a parser: it knows comments (nested), string and character literals (raw ones too) and braces, which is enough
//! to say whether a word is code, whether a line belongs to a `#[cfg(test)]` item, and how long a function is. Every
//! blanked character becomes a space and line ends stay, so that positions agree with the original.

/// A string literal: the line it starts in, and what stands between its quotes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Literal {
    pub(super) line: usize,
    pub(super) content: String,
}

/// A function: its name, the line of its `fn`, and how many lines its body spans, braces included.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) length: usize,
}

#[derive(Debug)]
pub(super) struct Source {
    code: String,
    literals: Vec<Literal>,
    /// Lines, from 1, of items under `#[cfg(test)]`; both ends inclusive.
    tests: Vec<(usize, usize)>,
}

impl Source {
    pub(super) fn new(text: &str) -> Self {
        let (code, literals) = Scanner::new(text).scan();
        let tests = test_ranges(&code);
        Self {
            code,
            literals,
            tests,
        }
    }

    /// The text with comments and literals blanked.
    pub(super) fn code(&self) -> &str {
        &self.code
    }

    pub(super) fn is_test_line(&self, line: usize) -> bool {
        self.tests
            .iter()
            .any(|&(first, last)| (first..=last).contains(&line))
    }

    /// Blanked lines outside `#[cfg(test)]` items, with their numbers from 1.
    pub(super) fn product_lines(&self) -> Vec<(usize, &str)> {
        let numbered = self
            .code
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line));
        numbered.filter(|(line, _)| !self.is_test_line(*line)).collect()
    }

    /// String literals outside `#[cfg(test)]` items.
    pub(super) fn product_literals(&self) -> impl Iterator<Item = &Literal> {
        self.literals
            .iter()
            .filter(|literal| !self.is_test_line(literal.line))
    }

    /// Every function that has a body, nested ones included.
    pub(super) fn functions(&self) -> Vec<Function> {
        let mut functions = Vec::new();
        for (start, _) in self.code.match_indices("fn ") {
            if self.code[..start].chars().next_back().is_some_and(is_word) {
                continue;
            }
            let rest = &self.code[start + 3..];
            let name: String = rest.trim_start().chars().take_while(|c| is_word(*c)).collect();
            let Some(open) = body_start(rest).filter(|_| !name.is_empty()) else {
                continue;
            };
            let open = start + 3 + open;
            let line = line_of(&self.code, start);
            let length =
                line_of(&self.code, matching_brace(&self.code, open)) - line_of(&self.code, open) + 1;
            functions.push(Function { name, line, length });
        }
        functions
    }
}

/// The line, from 1, of a byte position.
fn line_of(code: &str, position: usize) -> usize {
    1 + code[..position].matches('\n').count()
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Position of the brace that closes the one at `open`, or the end of the text.
fn matching_brace(code: &str, open: usize) -> usize {
    let mut depth = 0usize;
    for (offset, c) in code[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth == 0 {
            return open + offset;
        }
    }
    code.len()
}

/// Where a signature's body opens; none when it ends in a semicolon (a trait's method, a type `fn (…)`).
fn body_start(signature: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (offset, c) in signature.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' if depth == 0 => return None,
            ')' | ']' => depth -= 1,
            '{' if depth == 0 => return Some(offset),
            ';' | '}' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Lines covered by items that carry `#[cfg(test)]`, from the attribute to the closing brace or semicolon.
fn test_ranges(code: &str) -> Vec<(usize, usize)> {
    let mut ranges = Vec::new();
    for (start, attribute) in code.match_indices("#[cfg(test)]") {
        let after = start + attribute.len();
        let rest = &code[after..];
        let brace = rest.find('{').unwrap_or(rest.len());
        let semicolon = rest.find(';').unwrap_or(rest.len());
        let end = if brace < semicolon {
            matching_brace(code, after + brace)
        } else {
            after + semicolon
        };
        ranges.push((line_of(code, start), line_of(code, end.min(code.len()))));
    }
    ranges
}

/// Walks the characters once, copying code and blanking the rest.
struct Scanner {
    text: Vec<char>,
    at: usize,
    code: String,
    line: usize,
    literals: Vec<Literal>,
}

impl Scanner {
    fn new(text: &str) -> Self {
        Self {
            text: text.chars().collect(),
            at: 0,
            code: String::with_capacity(text.len()),
            line: 1,
            literals: Vec::new(),
        }
    }

    fn scan(mut self) -> (String, Vec<Literal>) {
        while let Some(c) = self.peek(0) {
            match c {
                '/' if self.peek(1) == Some('/') => self.line_comment(),
                '/' if self.peek(1) == Some('*') => self.block_comment(),
                '"' => self.string(),
                'r' if self.starts_raw_string() => self.raw_string(),
                '\'' => self.quote(),
                _ => self.keep(),
            }
        }
        (self.code, self.literals)
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    fn keep(&mut self) {
        if let Some(c) = self.peek(0) {
            self.line += usize::from(c == '\n');
            self.code.push(c);
            self.at += 1;
        }
    }

    fn blank(&mut self) {
        if let Some(c) = self.peek(0) {
            self.line += usize::from(c == '\n');
            self.code.push(if c == '\n' { '\n' } else { ' ' });
            self.at += 1;
        }
    }

    fn line_comment(&mut self) {
        while self.peek(0).is_some_and(|c| c != '\n') {
            self.blank();
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0usize;
        while self.peek(0).is_some() {
            let pair = (self.peek(0), self.peek(1));
            let step = match pair {
                (Some('/'), Some('*')) => {
                    depth += 1;
                    2
                }
                (Some('*'), Some('/')) => {
                    depth -= 1;
                    2
                }
                _ => 1,
            };
            (0..step).for_each(|_| self.blank());
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        let line = self.line;
        let mut content = String::new();
        self.keep();
        while let Some(c) = self.peek(0) {
            if c == '"' {
                break;
            }
            let step = if c == '\\' { 2 } else { 1 };
            content.extend((0..step).filter_map(|ahead| self.peek(ahead)));
            (0..step).for_each(|_| self.blank());
        }
        self.keep();
        self.literals.push(Literal { line, content });
    }

    /// `r"` or `r#…"`, where the `r` does not end a longer word (`br` and `cr` are prefixes of literals too).
    fn starts_raw_string(&self) -> bool {
        let before = |back: usize| {
            self.at
                .checked_sub(back)
                .and_then(|at| self.text.get(at))
                .copied()
        };
        let word_before = match before(1) {
            Some('b' | 'c') => before(2).is_some_and(is_word),
            other => other.is_some_and(is_word),
        };
        let hashes = self.text[self.at + 1..].iter().take_while(|c| **c == '#').count();
        !word_before && self.peek(1 + hashes) == Some('"')
    }

    fn raw_string(&mut self) {
        self.keep();
        let mut hashes = 0;
        while self.peek(0) == Some('#') {
            hashes += 1;
            self.keep();
        }
        let line = self.line;
        let mut content = String::new();
        self.keep();
        while let Some(c) = self.peek(0) {
            if c == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == Some('#')) {
                break;
            }
            content.push(c);
            self.blank();
        }
        (0..=hashes).for_each(|_| self.keep());
        self.literals.push(Literal { line, content });
    }

    /// A character literal is blanked; a lifetime is code.
    fn quote(&mut self) {
        let escaped = self.peek(1) == Some('\\');
        if !escaped && self.peek(2) != Some('\'') {
            self.keep();
            return;
        }
        self.keep();
        if escaped {
            self.blank();
            self.blank();
        }
        while self.peek(0).is_some_and(|c| c != '\'') {
            self.blank();
        }
        self.keep();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blanked_in_place() {
        let text = "a(\"x // y\"); // b \"c\n/* d /* e */ f */ g('\"', 'h', '\\'', \"\\\"i\", r#\"j\"k\"#); fn l<'m>() {}\n";
        let source = Source::new(text);
        assert_eq!(source.code().chars().count(), text.chars().count());
        let words: Vec<&str> = source
            .code()
            .split(|c: char| !is_word(c))
            .filter(|w| !w.is_empty())
            .collect();
        assert_eq!(words, ["a", "g", "r", "fn", "l", "m"]);
        let contents: Vec<&str> = source
            .literals
            .iter()
            .map(|literal| literal.content.as_str())
            .collect();
        assert_eq!(contents, ["x // y", "\\\"i", "j\"k"]);
        assert_eq!(source.literals[2].line, 2);
    }

    #[test]
    fn items_under_cfg_test_are_not_product_lines() {
        let source =
            Source::new("a();\n#[cfg(test)]\nmod tests {\n    b();\n}\nc();\n#[cfg(test)]\nuse d;\ne();\n");
        let lines: Vec<usize> = source.product_lines().iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 6, 9]);
    }

    #[test]
    fn functions_are_measured_with_their_braces() {
        let text = "trait T {\n    fn none(&self) -> u8;\n}\nfn one() {}\npub async fn three(a: [u8; 2]) -> R<A, B>\nwhere\n    A: B,\n{\n    one();\n}\nlet f: fn(u8) = g;\n";
        let source = Source::new(text);
        assert_eq!(
            source.functions(),
            [
                Function {
                    name: "one".into(),
                    line: 4,
                    length: 1
                },
                Function {
                    name: "three".into(),
                    line: 5,
                    length: 3
                }
            ]
        );
    }
}
