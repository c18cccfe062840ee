//! Rule: what the documents name exists.

use super::tree::Tree;

/// Folders that are made by building; a document may name what is in them.
const MADE: [&str; 4] = ["target/", "dist/", "node_modules/", "demo-data/"];

/// Checks every path in backticks and every relative link of the documents.
pub fn check(tree: &Tree) -> Vec<String> {
    let is_document =
        |path: &str| path.ends_with(".md") && (!path.contains('/') || path.starts_with("docs/"));
    let mut breaks = Vec::new();
    for (document, text) in tree.texts(is_document) {
        for (number, line) in text.lines().enumerate() {
            let spans = spans(line).into_iter().filter_map(|span| path_in(span, tree));
            let links = links(line).into_iter().filter_map(|link| resolved(document, link));
            for path in spans.chain(links).filter(|path| !tree.has(path)) {
                breaks.push(format!(
                    "{document}:{}: `{path}` does not exist: correct the document.",
                    number + 1
                ));
            }
        }
    }
    breaks
}

/// What stands between backticks.
fn spans(line: &str) -> Vec<&str> {
    line.split('`').skip(1).step_by(2).collect()
}

/// The path that a span names, when it looks like one of this repository.
fn path_in(span: &str, tree: &Tree) -> Option<String> {
    let path = span.split("::").next()?.split_once(".rs:").map_or(span, |(file, _)| &span[..file.len() + 3]);
    let path = path.split("::").next()?;
    let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "/._-*".contains(c));
    if !plain || path.starts_with(['/', '.', '*']) || MADE.iter().any(|made| path.starts_with(made)) {
        return None;
    }
    let document = path.ends_with(".md") && !path.contains('/');
    let first = path.split('/').next()?;
    // A first part that is no folder of ours is something else: a route, a media type, a ratio.
    let ours = path.contains('/') && tree.has(&format!("{first}/"));
    (document || ours).then(|| path.to_owned())
}

/// The targets of `[text](target)`.
fn links(line: &str) -> Vec<&str> {
    line.match_indices("](").filter_map(|(at, _)| line[at + 2..].split(')').next()).collect()
}

/// A relative link, from the workspace's folder; none for addresses and anchors.
fn resolved(document: &str, link: &str) -> Option<String> {
    let path = link.split('#').next()?.split_whitespace().next()?;
    if path.is_empty() || path.contains(':') || path.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    let path = parts.join("/");
    (!MADE.iter().any(|made| path.starts_with(made))).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaks(text: &str) -> usize {
        check(&Tree::of(&[
            ("docs/a.md", text),
            ("README.md", ""),
            ("replica/src/store/log.rs", ""),
            ("replica/src/store.rs", ""),
        ]))
        .len()
    }

    #[test]
    fn what_exists_passes() {
        assert_eq!(
            breaks("`replica/src/store/log.rs`, `replica/src/store/`, `replica/src/store*`, `README.md`"),
            0
        );
        assert_eq!(breaks("`replica/src/store/log.rs:12` and `replica/src/store.rs::open`"), 0);
        assert_eq!(breaks("[start](../README.md#start)"), 0);
    }

    #[test]
    fn what_does_not_exist_is_found() {
        assert_eq!(breaks("`replica/src/gone.rs`"), 1);
        assert_eq!(breaks("`replica/src/gone.rs:12`"), 1);
        assert_eq!(breaks("`GONE.md`"), 1);
        assert_eq!(breaks("[gone](gone.md)"), 1);
    }

    #[test]
    fn what_is_no_path_of_ours_is_left_alone() {
        assert_eq!(
            breaks("`/api/sync` `text/html` `cargo xtask test` `dist/phone/index.html` `https://a/b`"),
            0
        );
        assert_eq!(breaks("[there](https://example.org/a.md) [here](#part)"), 0);
    }
}
