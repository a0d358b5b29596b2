//! Dependencies point to lower layers only, and the lower layers reach nothing outside themselves.
//!
//! The table here is the one that counts; the map in `ARCHITECTURE.md` is held to it.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, Package, PackageId};

use super::{Violation, tree::Tree};

/// The layer of every crate of the product. A new crate must be put here before it builds.
pub(crate) const LAYERS: &[(&str, u8)] = &[
    ("padron-model", 0),
    ("padron-threshold", 1),
    ("padron-tlog", 1),
    ("padron-protocol", 2),
    ("padron-operator", ROLES),
    ("padron-verifier", ROLES),
    ("padron-attester", ROLES),
    ("padron-registrar", ROLES),
    ("padron-custodian", ROLES),
    ("padron-authority", ROLES),
    ("padron-store", 4),
    ("padron-web", 4),
    ("padron-host", 4),
    ("padron-http", 5),
    ("padron-import", 5),
    ("padron-ceremony", 5),
    ("padron-testkit", 5),
    ("padron-watch", 6),
    // The laboratory stands above the whole country that it demonstrates; the binary can do without it.
    ("padron-laboratory", 7),
    ("padron", 8),
];

/// The last layer that is handed its clock, its randomness and its storage.
pub(crate) const ROLES: u8 = 3;

/// What layers 0 to 3 may not even reach through another crate: executors, servers, clients, databases.
const FORBIDDEN_BELOW: &[&str] = &[
    "tokio",
    "async-std",
    "smol",
    "axum",
    "hyper",
    "reqwest",
    "rusqlite",
    "libsqlite3-sys",
    "tokio-postgres",
    "deadpool-postgres",
    "redb",
];

/// What layers 0 to 3 may not name themselves: sources of randomness and of the environment.
const FORBIDDEN_DIRECT: &[&str] = &[
    "getrandom",
    "rand",
    "tempfile",
    "dirs",
    "tower",
    "tower-http",
    "clap",
    "anyhow",
    "tracing-subscriber",
    "indicatif",
];

/// What crates give to tests, as the country whose keys everybody knows: never a part of what is shipped.
const FOR_TESTS: &str = "testing";

/// Database drivers; only the store names them.
const DATABASES: &[&str] = &["rusqlite", "tokio-postgres", "deadpool-postgres", "refinery", "redb"];
const STORE: &str = "padron-store";

/// What the binary is without when it is built for a party: synthetic people, a thief and his tools.
const NOT_FOR_A_PARTY: &[&str] = &["padron-laboratory", "padron-testkit", "flate2"];

/// The packages of the workspace, as far as this rule looks.
pub(crate) struct Graph {
    pub(crate) members: Vec<Member>,
}

/// One package of the workspace.
#[derive(Default)]
pub(crate) struct Member {
    pub(crate) name: String,
    /// Its `Cargo.toml`, relative to the root.
    pub(crate) manifest: String,
    /// Normal and build dependencies.
    pub(crate) depends: BTreeSet<String>,
    /// Dependencies of its tests only.
    pub(crate) dev_depends: BTreeSet<String>,
    /// What normal and build dependencies switch on, as `crate/feature`.
    pub(crate) features: BTreeSet<String>,
    /// Everything reached through `depends`.
    pub(crate) reaches: BTreeSet<String>,
    /// The same without optional dependencies of its own.
    pub(crate) reaches_without_features: BTreeSet<String>,
    pub(crate) description: String,
}

impl Graph {
    pub(crate) fn of(metadata: &Metadata) -> Self {
        let edges = edges(metadata);
        let members = metadata.workspace_packages().into_iter().map(|package| {
            let named = |dev: bool| {
                let wanted = move |kind: &DependencyKind| (*kind == DependencyKind::Development) == dev;
                package.dependencies.iter().filter(move |d| wanted(&d.kind)).map(|d| d.name.clone()).collect()
            };
            let manifest =
                package.manifest_path.strip_prefix(&metadata.workspace_root).unwrap_or(&package.manifest_path);
            Member {
                name: package.name.to_string(),
                manifest: manifest.to_string(),
                depends: named(false),
                dev_depends: named(true),
                features: switched_on(package),
                reaches: reach(metadata, &edges, &package.id, &|_| true),
                reaches_without_features: reach(metadata, &edges, &package.id, &|name| {
                    !package.dependencies.iter().any(|dependency| dependency.optional && dependency.name == name)
                }),
                description: package.description.clone().unwrap_or_default(),
            }
        });
        Self { members: members.collect() }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.members.iter().any(|member| member.name == name)
    }
}

fn switched_on(package: &Package) -> BTreeSet<String> {
    let normal = package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development);
    normal.flat_map(|d| d.features.iter().map(|feature| format!("{}/{feature}", d.name))).collect()
}

type Edges<'a> = BTreeMap<&'a PackageId, Vec<&'a PackageId>>;

/// Who is compiled into whom, tests apart.
fn edges(metadata: &Metadata) -> Edges<'_> {
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    nodes
        .map(|node| {
            let linked = |dependency: &&cargo_metadata::NodeDep| {
                dependency.dep_kinds.iter().any(|kind| kind.kind != DependencyKind::Development)
            };
            (&node.id, node.deps.iter().filter(linked).map(|dependency| &dependency.pkg).collect())
        })
        .collect()
}

/// Everything below `from`, through those of its own dependencies that are `wanted`.
fn reach(metadata: &Metadata, edges: &Edges<'_>, from: &PackageId, wanted: &dyn Fn(&str) -> bool) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![from];
    while let Some(package) = waiting.pop() {
        for next in edges.get(package).into_iter().flatten() {
            let wanted = package != from || wanted(&metadata[*next].name);
            if wanted && seen.insert(*next) {
                waiting.push(next);
            }
        }
    }
    seen.into_iter().map(|package| metadata[package].name.to_string()).collect()
}

/// The rule over the whole workspace.
pub(crate) fn check(graph: &Graph) -> Vec<Violation> {
    graph.members.iter().filter(|member| member.name != "xtask").flat_map(check_member).collect()
}

fn check_member(member: &Member) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut violation = |says: String| found.push(Violation::new(&member.manifest, 0, says));
    let Some(layer) = layer_of(&member.name) else {
        violation(format!("{} has no layer; put it in the table in xtask/src/tidy/layers.rs", member.name));
        return found;
    };
    for name in &member.depends {
        if let Some(below) = layer_of(name).filter(|below| *below >= layer) {
            violation(format!(
                "layer {layer} depends on {name} of layer {below}; only lower layers are allowed, move what is shared down"
            ));
        }
        if layer <= ROLES && FORBIDDEN_DIRECT.contains(&name.as_str()) {
            violation(format!("layers 0 to {ROLES} may not name {name}; take what it gives as an argument"));
        }
        if member.name != STORE && DATABASES.contains(&name.as_str()) {
            violation(format!("only {STORE} names {name}; add a port and its adapter there"));
        }
    }
    for switched in member.features.iter().filter(|name| name.split('/').next_back() == Some(FOR_TESTS)) {
        violation(format!("only dev-dependencies switch on {switched}: what it gives is for tests"));
    }
    for name in &member.dev_depends {
        let roles = layer_of(name) == Some(ROLES) && layer == ROLES;
        if roles {
            violation(format!(
                "the tests of a role depend on the role {name}; test them together in padron or padron-http"
            ));
        }
    }
    for name in NOT_FOR_A_PARTY
        .iter()
        .filter(|name| member.name == "padron" && member.reaches_without_features.contains(**name))
    {
        violation(format!(
            "{name} belongs to the laboratory; put what needs it there, behind the feature `laboratory`"
        ));
    }
    if layer <= ROLES {
        for name in FORBIDDEN_BELOW.iter().filter(|name| member.reaches.contains(**name)) {
            violation(format!(
                "layers 0 to {ROLES} may not reach {name}, even through another crate; see `cargo tree -p {} -i {name}`",
                member.name
            ));
        }
    }
    found
}

/// The map says of every crate what its own `Cargo.toml` says, in the order of the table.
pub(crate) fn check_map(tree: &Tree, graph: &Graph) -> Vec<Violation> {
    const MAP: &str = "ARCHITECTURE.md";
    const HEAD: &str = "| layer | crate | what it is |";
    let described =
        |name: &str| graph.members.iter().find(|member| member.name == name).map(|member| &member.description);
    let rows = LAYERS.iter().filter_map(|(name, layer)| Some(format!("| {layer} | `{name}` | {} |", described(name)?)));
    let expected: Vec<String> = [HEAD.to_owned(), "|---|---|---|".to_owned()].into_iter().chain(rows).collect();
    let text = tree.text(MAP).unwrap_or_default();
    let start = text.lines().position(|line| line == HEAD).unwrap_or_default();
    let written: Vec<&str> = text.lines().skip(start).take_while(|line| line.starts_with('|')).collect();
    let differs = (0..expected.len().max(written.len()))
        .find(|at| expected.get(*at).map(String::as_str) != written.get(*at).copied());
    let says = |at: usize| match expected.get(at) {
        Some(row) => {
            format!("the map of crates has `{row}` here, by xtask/src/tidy/layers.rs and the crate's description")
        }
        None => "the map of crates ends above this line, by xtask/src/tidy/layers.rs".to_owned(),
    };
    differs.map(|at| Violation::new(MAP, start + at + 1, says(at))).into_iter().collect()
}

/// The layer of a crate of the product.
pub(crate) fn layer_of(name: &str) -> Option<u8> {
    LAYERS.iter().find(|(known, _)| *known == name).map(|(_, layer)| *layer)
}

#[cfg(test)]
mod tests;
