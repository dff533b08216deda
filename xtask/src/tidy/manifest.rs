//! The parts of a Cargo.toml that the layering rules ask about, read line by line.
//!
//! Not a TOML parser: it understands the forms cargo itself writes (one dependency per line, or a table of its own).
//! A dependency renamed by `package = "…"` counts under the package's name, so that a new name hides nothing.

/// When a dependency is compiled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Normal,
    Dev,
    Build,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dependency {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// Line of the manifest, from 1.
    pub(super) line: usize,
}

#[derive(Debug, Default)]
pub(super) struct Manifest {
    pub(super) package: String,
    pub(super) dependencies: Vec<Dependency>,
    /// Whether the crate takes the lints of the workspace.
    pub(super) shares_lints: bool,
}

impl Manifest {
    pub(super) fn parse(text: &str) -> Self {
        let mut manifest = Self::default();
        let mut section = String::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if let Some(header) = line.strip_prefix('[') {
                section = header.trim_end_matches(']').trim_start_matches('[').to_owned();
                if let Some((kind, Some(name))) = dependency_section(&section) {
                    manifest.add(name, kind, index + 1);
                }
            } else if let Some((key, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) {
                manifest.read_pair(&section, key.trim(), value.trim(), index + 1);
            }
        }
        manifest
    }

    fn read_pair(&mut self, section: &str, key: &str, value: &str, line: usize) {
        match (section, key) {
            ("package", "name") => self.package = unquote(value).to_owned(),
            ("lints", "workspace") => self.shares_lints = value == "true",
            ("", "lints.workspace") => self.shares_lints = value == "true",
            _ => {}
        }
        match dependency_section(section) {
            Some((kind, None)) => {
                let name = key.split('.').next().unwrap_or(key).trim_matches('"');
                self.add(renamed(value).unwrap_or(name), kind, line);
            }
            Some((_, Some(_))) if key == "package" => {
                if let Some(last) = self.dependencies.last_mut() {
                    unquote(value).clone_into(&mut last.name);
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, name: &str, kind: Kind, line: usize) {
        self.dependencies.push(Dependency {
            name: name.to_owned(),
            kind,
            line,
        });
    }
}

/// The kind of dependency a section holds, and the dependency itself where the section is its table.
fn dependency_section(section: &str) -> Option<(Kind, Option<&str>)> {
    // [target.'cfg(unix)'.dependencies] is the same as [dependencies] for layering.
    let section = match section.strip_prefix("target.") {
        Some(rest) => rest.rsplit_once("'.").map_or(rest, |(_, after)| after),
        None => section,
    };
    let (head, name) = match section.split_once('.') {
        Some((head, name)) => (head, Some(name)),
        None => (section, None),
    };
    match head {
        "dependencies" => Some((Kind::Normal, name)),
        "dev-dependencies" => Some((Kind::Dev, name)),
        "build-dependencies" => Some((Kind::Build, name)),
        _ => None,
    }
}

/// The package behind `name = { package = "…" }`.
fn renamed(value: &str) -> Option<&str> {
    let (_, rest) = value.split_once("package")?;
    let rest = rest
        .trim_start()
        .strip_prefix('=')?
        .trim_start()
        .strip_prefix('"')?;
    rest.split('"').next()
}

fn unquote(value: &str) -> &str {
    value.trim_matches('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_dependency_is_found() {
        let manifest = Manifest::parse(
            "[package]\nname = \"a\"\n[lints]\nworkspace = true\n[dependencies]\nb.workspace = true\n# c = \"1\"\n\
             d = { package = \"real-d\", version = \"1\" }\n[target.'cfg(unix)'.dependencies]\ne = \"1\"\n\
             [dev-dependencies.f]\npackage = \"real-f\"\nversion = \"1\"\n[build-dependencies]\n\"g\" = \"1\"\n",
        );
        let found: Vec<_> = manifest
            .dependencies
            .iter()
            .map(|d| (d.name.as_str(), d.kind, d.line))
            .collect();
        assert_eq!(
            found,
            [
                ("b", Kind::Normal, 6),
                ("real-d", Kind::Normal, 8),
                ("e", Kind::Normal, 10),
                ("real-f", Kind::Dev, 11),
                ("g", Kind::Build, 15)
            ]
        );
        assert_eq!(manifest.package, "a");
        assert!(manifest.shares_lints);
    }
}
