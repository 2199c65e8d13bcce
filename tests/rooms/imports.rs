//! What a source file names: `use` trees, inline paths, macro and attribute tokens.
//!
//! Names are resolved as far as a file tells: `crate`, `self`, `super`, child modules, and what
//! the file's own `use` lines brought in, renamed or by glob. Macros are read as tokens, so a
//! path that a macro builds out of pieces is not seen.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::BTreeSet;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, Meta, UseTree};

/// A module's path below the crate's root.
pub(crate) type ModulePath = Vec<String>;

/// One thing that a file names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Named {
    /// Where it leads.
    pub target: Target,
    /// Line in the file, from 1.
    pub line: usize,
    /// Compiled for tests only.
    pub test: bool,
    /// `target::*`: all that it holds.
    pub glob: bool,
}

/// Where a name leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    /// Into this crate: the path below its root.
    Ours(Vec<String>),
    /// To another crate: the path with the crate's name first.
    Outside(Vec<String>),
}

/// What one file holds.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// All that it names.
    pub named: BTreeSet<Named>,
    /// Modules that it declares for tests only.
    pub test_modules: Vec<ModulePath>,
    /// Ways around the rules: line and what.
    pub evasions: Vec<(usize, String)>,
}

/// Reads one file. `module` is its own path, `modules` all that have a file.
pub(crate) fn read(source: &str, module: &[String], modules: &BTreeSet<ModulePath>) -> syn::Result<Contents> {
    let file = syn::parse_file(source)?;
    let mut reader = Reader { module: module.to_vec(), ..Reader::default() };
    reader.visit_file(&file);
    let named = reader
        .raw
        .iter()
        .flat_map(|raw| {
            let targets = reader.resolve(&raw.path, modules, 0);
            targets.into_iter().map(|target| Named { target, line: raw.line, test: raw.test, glob: raw.glob })
        })
        .collect();
    Ok(Contents { named, test_modules: reader.test_modules, evasions: reader.evasions })
}

/// A path as written, with the module that it was written in.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Written {
    segments: Vec<String>,
    absolute: bool,
    module: ModulePath,
}

struct Raw {
    path: Written,
    line: usize,
    test: bool,
    glob: bool,
}

#[derive(Default)]
struct Reader {
    module: ModulePath,
    in_test: bool,
    raw: Vec<Raw>,
    aliases: Vec<(String, Written)>,
    globs: Vec<Written>,
    test_modules: Vec<ModulePath>,
    evasions: Vec<(usize, String)>,
}

impl Reader {
    fn written(&self, segments: Vec<String>, absolute: bool) -> Written {
        Written { segments, absolute, module: self.module.clone() }
    }

    fn name(&mut self, segments: Vec<String>, absolute: bool, line: usize) {
        let path = self.written(segments, absolute);
        self.raw.push(Raw { path, line, test: self.in_test, glob: false });
    }

    /// Runs `inside` with test code marked, if the attributes say so.
    fn under(&mut self, attributes: &[Attribute], inside: impl FnOnce(&mut Self)) {
        let before = self.in_test;
        self.in_test |= attributes.iter().any(is_test_only);
        inside(self);
        self.in_test = before;
    }

    fn use_tree(&mut self, tree: &UseTree, prefix: &[String], absolute: bool) {
        let with = |name: &syn::Ident| [prefix, &[plain(name)]].concat();
        match tree {
            UseTree::Path(path) => self.use_tree(&path.tree, &with(&path.ident), absolute),
            UseTree::Group(group) => group.items.iter().for_each(|item| self.use_tree(item, prefix, absolute)),
            UseTree::Glob(glob) => {
                let path = self.written(prefix.to_vec(), absolute);
                self.globs.push(path.clone());
                let line = glob.star_token.spans[0].start().line;
                self.raw.push(Raw { path, line, test: self.in_test, glob: true });
            }
            UseTree::Name(name) => self.bring_in(&name.ident, &name.ident, prefix, absolute),
            UseTree::Rename(name) => self.bring_in(&name.ident, &name.rename, prefix, absolute),
        }
    }

    fn bring_in(&mut self, what: &syn::Ident, as_name: &syn::Ident, prefix: &[String], absolute: bool) {
        let mut segments = prefix.to_vec();
        if what != "self" {
            segments.push(plain(what));
        }
        let alias = if as_name == "self" { segments.last().cloned().unwrap_or_default() } else { plain(as_name) };
        let path = self.written(segments.clone(), absolute);
        self.aliases.push((alias, path));
        self.name(segments, absolute, what.span().start().line);
    }

    /// Paths in tokens: `a::b::c`, and groups behind `a::{…}` as in a `use`.
    fn tokens(&mut self, tokens: TokenStream, prefix: &[String]) {
        let (mut segments, mut line) = (prefix.to_vec(), 0);
        let mut colons = 0;
        for tree in tokens {
            match tree {
                TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    colons += 1;
                    continue;
                }
                TokenTree::Ident(ident) => {
                    if colons != 2 && segments.len() > prefix.len() {
                        self.finish(&mut segments, prefix, line);
                    }
                    line = ident.span().start().line;
                    segments.push(plain(&ident));
                }
                TokenTree::Group(group) => {
                    let continues = colons == 2 && group.delimiter() == Delimiter::Brace;
                    let inner = if continues { segments.clone() } else { Vec::new() };
                    self.finish(&mut segments, prefix, line);
                    self.tokens(group.stream(), &inner);
                }
                TokenTree::Literal(literal) => self.literal(&literal),
                TokenTree::Punct(_) => self.finish(&mut segments, prefix, line),
            }
            colons = 0;
        }
        self.finish(&mut segments, prefix, line);
    }

    fn finish(&mut self, segments: &mut Vec<String>, prefix: &[String], line: usize) {
        if segments.len() > prefix.len() && segments.len() > 1 {
            self.name(segments.clone(), false, line);
        }
        segments.truncate(0);
        segments.extend_from_slice(prefix);
    }

    /// `#[serde(with = "crate::a::b")]` names a path in a string.
    fn literal(&mut self, literal: &proc_macro2::Literal) {
        let text = literal.to_string();
        let inner = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
        if let Some(path) = inner.and_then(|t| syn::parse_str::<syn::Path>(t).ok()) {
            let segments: Vec<String> = path.segments.iter().map(|segment| plain(&segment.ident)).collect();
            if segments.len() > 1 {
                self.name(segments, path.leading_colon.is_some(), literal.span().start().line);
            }
        }
    }

    /// All that a path can mean; several where two scopes of a file use one name.
    fn resolve(&self, path: &Written, modules: &BTreeSet<ModulePath>, depth: u8) -> Vec<Target> {
        let Some(first) = path.segments.first().map(String::as_str) else { return Vec::new() };
        let rest = path.segments.get(1..).unwrap_or_default();
        if path.absolute {
            return vec![outside(&path.segments)];
        }
        match first {
            "crate" => return vec![Target::Ours(rest.to_vec())],
            "self" | "super" => return vec![Target::Ours(climb(&path.module, &path.segments))],
            "Self" => return Vec::new(),
            _ => {}
        }
        let mut targets = Vec::new();
        let child = [path.module.as_slice(), &path.segments[..1]].concat();
        if modules.contains(&child) {
            targets.push(Target::Ours([path.module.as_slice(), path.segments.as_slice()].concat()));
        }
        // A chain of renames is followed for eight links; `use a;` names itself.
        for (_, meant) in self.aliases.iter().filter(|(alias, meant)| alias == first && meant != path && depth < 8) {
            let joined = Written { segments: [meant.segments.as_slice(), rest].concat(), ..meant.clone() };
            if joined != *path {
                targets.extend(self.resolve(&joined, modules, depth + 1));
            }
        }
        for glob in self.globs.iter().filter(|_| depth < 8) {
            for target in self.resolve(glob, modules, depth + 1) {
                if let Target::Ours(base) = target
                    && modules.contains(&[base.as_slice(), &path.segments[..1]].concat())
                {
                    targets.push(Target::Ours([base.as_slice(), path.segments.as_slice()].concat()));
                }
            }
        }
        if targets.is_empty() { vec![outside(&path.segments)] } else { targets }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        self.under(attributes(item), |reader| visit::visit_item(reader, item));
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.under(&item.attrs, |reader| visit::visit_impl_item_fn(reader, item));
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.module.push(plain(&item.ident));
        if self.in_test && item.content.is_none() {
            self.test_modules.push(self.module.clone());
        }
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        item.attrs.iter().for_each(|attribute| self.visit_attribute(attribute));
        self.use_tree(&item.tree, &[], item.leading_colon.is_some());
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        let alias = item.rename.as_ref().map_or(&item.ident, |(_, name)| name);
        self.bring_in(&item.ident, alias, &[], true);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            let segments = path.segments.iter().map(|segment| plain(&segment.ident)).collect();
            self.name(segments, path.leading_colon.is_some(), line_of(path));
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        if mac.path.is_ident("include") {
            self.evasions.push((line_of(&mac.path), "include! hides its imports".to_owned()));
        }
        self.visit_path(&mac.path);
        self.tokens(mac.tokens.clone(), &[]);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if attribute.path().is_ident("path") {
            self.evasions.push((line_of(attribute.path()), "#[path] hides where a file stands".to_owned()));
        }
        match &attribute.meta {
            Meta::List(list) => {
                self.visit_path(&list.path);
                self.tokens(list.tokens.clone(), &[]);
            }
            Meta::Path(path) => self.visit_path(path),
            // `#[doc = "…"]` links to anything, and imports nothing.
            Meta::NameValue(_) => {}
        }
    }

    /// `pub(in crate::room)` says who may look, and imports nothing.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}
}

fn line_of(path: &syn::Path) -> usize {
    path.segments.first().map_or(0, |segment| segment.ident.span().start().line)
}

fn plain(ident: &syn::Ident) -> String {
    let text = ident.to_string();
    // The binary sees the library under the package's name.
    if text == "countercheck" { "crate".to_owned() } else { text.trim_start_matches("r#").to_owned() }
}

fn outside(segments: &[String]) -> Target {
    match segments.first().map(String::as_str) {
        Some("crate") => Target::Ours(segments[1..].to_vec()),
        // `core` and `alloc` hold nothing that the rules name.
        _ => Target::Outside(segments.to_vec()),
    }
}

/// Follows leading `self` and `super`.
fn climb(module: &[String], segments: &[String]) -> Vec<String> {
    let mut base = module.to_vec();
    let mut rest = segments.iter().peekable();
    while let Some(step) = rest.next_if(|s| *s == "self" || *s == "super") {
        if step == "super" {
            base.pop();
        }
    }
    base.extend(rest.cloned());
    base
}

/// Whether an attribute leaves code to tests alone: `#[test]`, `#[cfg(test)]`, `#[cfg(all(test, …))]`.
fn is_test_only(attribute: &Attribute) -> bool {
    attribute.path().is_ident("test")
        || (attribute.path().is_ident("cfg") && attribute.parse_args::<Meta>().is_ok_and(|meta| needs_test(&meta)))
}

fn needs_test(meta: &Meta) -> bool {
    let Meta::List(list) = meta else { return meta.path().is_ident("test") };
    let parser = syn::punctuated::Punctuated::<Meta, syn::Token![,]>::parse_terminated;
    let Ok(parts) = list.parse_args_with(parser) else { return false };
    match list.path.get_ident().map(ToString::to_string).as_deref() {
        Some("all") => parts.iter().any(needs_test),
        Some("any") => !parts.is_empty() && parts.iter().all(needs_test),
        _ => false,
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
