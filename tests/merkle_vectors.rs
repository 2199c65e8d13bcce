//! Proof checks against vectors: the 196 of transparency-dev/merkle where they lie beside the
//! repository, and a dozen of our own making in `tests/vectors/merkle`. Most are negative.
#![allow(clippy::expect_used, clippy::panic, reason = "the helpers of a test may fail it")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countercheck::ledger::tree::{Hash, Tree, verify_consistency, verify_inclusion};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// Some vectors write short texts ("don't care") where a hash belongs, which our type cannot hold;
/// filled up with zeros they stay equal where they were equal and different where they differed.
fn hash(value: &Value) -> Hash {
    let bytes = STANDARD.decode(value.as_str().expect("base64 text")).expect("base64");
    let mut hash = [0; 32];
    assert!(bytes.len() <= 32, "{value}");
    hash[..bytes.len()].copy_from_slice(&bytes);
    hash
}

fn number(vector: &Value, name: &str) -> u64 {
    vector[name].as_u64().unwrap_or_else(|| panic!("{name} in {vector}"))
}

fn accepted(vector: &Value) -> bool {
    let proof: Vec<Hash> = vector["proof"].as_array().into_iter().flatten().map(hash).collect();
    if vector.get("leafIdx").is_some() {
        if vector["root"] == "" {
            return false; // refused by the type: a hash has 32 bytes
        }
        let (leaf, root) = (hash(&vector["leafHash"]), hash(&vector["root"]));
        return verify_inclusion(number(vector, "leafIdx"), number(vector, "treeSize"), &leaf, &proof, &root);
    }
    let old = Tree { size: number(vector, "size1"), root: hash(&vector["root1"]) };
    let new = Tree { size: number(vector, "size2"), root: hash(&vector["root2"]) };
    verify_consistency(&old, &new, &proof)
}

fn json_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            json_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "json") {
            found.push(path);
        }
    }
}

/// Number of vectors that must be accepted and refused, after checking that they are.
fn run(folder: &Path) -> (usize, usize) {
    let mut files = Vec::new();
    json_files(folder, &mut files);
    let (mut good, mut bad) = (0, 0);
    for file in files {
        let vector: Value = serde_json::from_slice(&fs::read(&file).expect("file")).expect("json");
        let refuse = vector["wantErr"].as_bool().expect("wantErr");
        assert_eq!(accepted(&vector), !refuse, "{}", file.display());
        if refuse { bad += 1 } else { good += 1 }
    }
    (good, bad)
}

#[test]
fn own_vectors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/merkle");
    assert_eq!(run(&folder), (5, 8));
}

#[test]
fn transparency_dev_vectors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/vectors/merkle");
    if !folder.is_dir() {
        eprintln!("skipped: {} is not there; the own vectors in tests/vectors/merkle run without it", folder.display());
        return;
    }
    assert_eq!(run(&folder), (12, 184));
}
