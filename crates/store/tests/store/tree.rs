//! The tree against the definition in RFC 6962, written down once more here.

use proptest::prelude::*;
use tongchou_store::{
    Checkpoint, Frontier, Hash, InclusionProof, empty_root, hex, leaf_hash, node_hash, parse_hex,
    verify_inclusion,
};

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect()
}

/// MTH of RFC 6962, section 2.1.
fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(middle(leaves.len()));
            node_hash(&root(left), &root(right))
        }
    }
}

/// PATH of RFC 6962, section 2.1.1.
fn path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(middle(leaves.len()));
    let (mut path, sibling) = if index < left.len() {
        (path(index, left), root(right))
    } else {
        (path(index - left.len(), right), root(left))
    };
    path.push(sibling);
    path
}

fn middle(count: usize) -> usize {
    count.next_power_of_two() / 2
}

#[test]
fn sm3_is_that_of_the_standard() {
    // GB/T 32905-2016, A.1, seen through a leaf's prefix only in other tests
    use sm3::{Digest, Sm3};
    let digest: Hash = Sm3::digest(b"abc").into();
    let standard = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
    assert_eq!(hex(&digest), standard);
}

#[test]
fn the_growing_tree_has_the_root_of_the_definition() {
    let leaves = leaves(130);
    let mut frontier = Frontier::default();
    for size in 0..=leaves.len() {
        assert_eq!(frontier.root(), root(&leaves[..size]), "size {size}");
        let restored = Frontier::restore(size as u64, &frontier.peaks_bytes());
        assert_eq!(restored.as_ref(), Some(&frontier));
        if let Some(leaf) = leaves.get(size) {
            for node in frontier.push(*leaf) {
                let from = usize::try_from(node.number << node.level).unwrap();
                let covered = &leaves[from..from + (1 << node.level)];
                assert_eq!(node.hash, root(covered));
            }
        }
    }
    assert_eq!(Frontier::restore(3, &[0; 32]), None);
    assert_eq!(Frontier::restore(1, &[0; 33]), None);
}

#[test]
fn every_proof_of_the_definition_is_accepted_and_no_other() {
    for size in 1..=40u64 {
        let leaves = leaves(size);
        for position in 1..=size {
            let index = usize::try_from(position - 1).unwrap();
            let proof = InclusionProof {
                position,
                size,
                leaf: leaves[index],
                path: path(index, &leaves),
                root: root(&leaves),
            };
            assert!(verify_inclusion(&proof), "{position} of {size}");
            refused(&proof);
        }
    }
}

fn refused(proof: &InclusionProof) {
    let with = |change: &dyn Fn(&mut InclusionProof)| {
        let mut changed = proof.clone();
        change(&mut changed);
        assert!(!verify_inclusion(&changed), "{changed:?}");
    };
    with(&|proof| proof.leaf[0] ^= 1);
    with(&|proof| proof.root[31] ^= 1);
    with(&|proof| proof.path.push([0; 32]));
    with(&|proof| proof.position = 0);
    with(&|proof| proof.position = proof.size + 1);
    if !proof.path.is_empty() {
        with(&|proof| proof.path[0][7] ^= 1);
        with(&|proof| proof.path.truncate(proof.path.len() - 1));
        let other = if proof.position == 1 { 2 } else { 1 };
        with(&|proof| proof.position = other);
    }
}

#[test]
fn a_checkpoint_reads_back_from_its_text() {
    let mut checkpoint = Checkpoint {
        origin: "tongchou.x".to_owned(),
        size: 7,
        root: leaf_hash(b"x"),
        signatures: Vec::new(),
    };
    assert_eq!(checkpoint.to_string().parse(), Ok(checkpoint.clone()));
    checkpoint.signatures = vec!["审计 AAAA".to_owned(), "other BBBB".to_owned()];
    assert_eq!(checkpoint.to_string().parse(), Ok(checkpoint.clone()));
    let text = checkpoint.to_string();
    let (root, spoilt) = (hex(&checkpoint.root), hex(&checkpoint.root).to_uppercase());
    for wrong in [
        "",
        "tongchou.x",
        "tongchou.x\n7\n",
        &text.replace("\n7\n", "\n07\n"),
        &text.replace("\n7\n", "\n-7\n"),
        &text.replace(&root, &spoilt),
        &text.replace(&root, &root[2..]),
        &text.replace("\n\n", "\n"),
        &text.replace("— ", "- "),
    ] {
        assert!(wrong.parse::<Checkpoint>().is_err(), "{wrong}");
    }
}

proptest! {
    #[test]
    fn hex_reads_back(bytes in any::<[u8; 32]>()) {
        prop_assert_eq!(parse_hex(&hex(&bytes)), Some(bytes));
    }
}
