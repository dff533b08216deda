//! Puts the built interface (`web/dist`, made by `npm run build`) into the crate: a table of files with their compressed
//! twins. Where it was not built, a page that says how stands in for it, so that the service builds without Node.

#![expect(
    clippy::disallowed_methods,
    reason = "a build script is told its folders by the environment"
)]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = |name: &str| {
        env::var_os(name)
            .map(PathBuf::from)
            .ok_or(io::ErrorKind::NotFound)
    };
    let here = folder("CARGO_MANIFEST_DIR")?;
    let web = here.join("../../web");
    let dist = web.join("dist");
    let index = dist.join("index.html");
    let mut files = Vec::new();
    if index.is_file() {
        println!("cargo::rerun-if-changed=build.rs");
        println!("cargo::rerun-if-changed={}", dist.display());
        collect(&dist, "", &mut files)?;
        files.sort();
    } else {
        if web.is_dir() {
            println!("cargo::rerun-if-changed=build.rs");
            println!("cargo::rerun-if-changed=src/ui/not_built.html");
            println!("cargo::rerun-if-changed={}", web.display());
        }
        let page = here.join("src/ui/not_built.html");
        files.push(("/index.html".to_owned(), page));
    }
    fs::write(folder("OUT_DIR")?.join("ui.rs"), table(&files)?)
}

/// Every file below, by its path from the root of the site.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let Some(name) = name.filter(|name| !name.starts_with('.')) else {
            continue;
        };
        let place = format!("{prefix}/{name}");
        if path.is_dir() {
            collect(&path, &place, files)?;
        } else if !name.ends_with(".br") && !name.ends_with(".gz") {
            files.push((place, path.canonicalize()?));
        }
    }
    Ok(())
}

fn table(files: &[(String, PathBuf)]) -> io::Result<String> {
    let mut text = String::from("/// In order of path.\nconst FILES: &[File] = &[\n");
    for (place, path) in files {
        let twin = |end: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(end);
            let twin = PathBuf::from(name);
            match twin.is_file() {
                true => format!("Some(include_bytes!({:?}))", twin.display().to_string()),
                false => "None".to_owned(),
            }
        };
        let line = writeln!(
            text,
            "    File {{ path: {place:?}, tag: \"W/\\\"{:016x}\\\"\", plain: include_bytes!({:?}), br: {}, gzip: {} }},",
            fingerprint(&fs::read(path)?),
            path.display().to_string(),
            twin(".br"),
            twin(".gz")
        );
        line.map_err(io::Error::other)?;
    }
    text.push_str("];\n");
    Ok(text)
}

/// FNV-1a, 64 bits: tells two builds of a file apart, which is all that it is for.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
