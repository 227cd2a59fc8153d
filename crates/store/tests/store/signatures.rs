//! Signed checkpoints: what the page specifies is what the code does, and a
//! signature holds for its own text, name and key alone.

use tongchou_store::{Checker, Checkpoint, KeyError, Signer};

const PAGE: &str = include_str!("../../../../docs/log-format.md");

fn block(name: &str) -> &'static str {
    let marker = format!("<!-- {name} -->\n```text\n");
    let (_, rest) = PAGE.split_once(&marker).expect(name);
    rest.split_once("```").expect(name).0
}

/// 0x01 02 03 ... 1f 20, as the page says.
fn bytes() -> [u8; 32] {
    std::array::from_fn(|place| u8::try_from(place).unwrap() + 1)
}

fn signer(name: &str) -> Signer {
    Signer::from_bytes(name, &bytes()).unwrap()
}

fn unsigned() -> Checkpoint {
    let text = format!("{}\n\n", block("checkpoint").trim_end());
    text.parse().unwrap()
}

fn checker() -> Checker {
    Checker::from_pem(block("public key")).unwrap()
}

#[test]
fn the_pages_signature_is_the_codes() {
    let signer = signer("tongchou");
    assert_eq!(signer.public_pem().unwrap(), block("public key"));
    let mut checkpoint = unsigned();
    signer.sign(&mut checkpoint);
    assert_eq!(checkpoint.to_string(), block("signed checkpoint"));
    let read: Checkpoint = block("signed checkpoint").parse().unwrap();
    assert_eq!(checker().signer_of(&read), Some("tongchou"));
}

#[test]
fn a_signature_holds_for_its_own_text_name_and_key_alone() {
    let good: Checkpoint = block("signed checkpoint").parse().unwrap();
    let line = good.signatures[0].clone();
    let with = |change: &dyn Fn(&mut Checkpoint)| {
        let mut changed = good.clone();
        change(&mut changed);
        checker().signer_of(&changed).map(ToOwned::to_owned)
    };
    assert_eq!(with(&|c| c.size += 1), None);
    assert_eq!(with(&|c| c.origin.push('x')), None);
    assert_eq!(with(&|c| c.root[0] ^= 1), None);
    assert_eq!(with(&|c| c.signatures.clear()), None);
    let bad_lines = [
        line.replace("tongchou ", "other "),
        line.to_uppercase(),
        format!("{line}00"),
        line[..line.len() - 2].to_owned(),
        "tongchou".to_owned(),
        "tongchou zz".to_owned(),
        format!("tongchou {}", "0".repeat(136)),
        format!("{}{}", &line[..line.len() - 128], "f".repeat(128)),
    ];
    for bad in bad_lines {
        assert_eq!(with(&|c| c.signatures = vec![bad.clone()]), None, "{bad}");
        // an unknown line beside a good one is ignored
        let both = with(&|c| c.signatures.insert(0, bad.clone()));
        assert_eq!(both.as_deref(), Some("tongchou"), "{bad}");
    }
    let mut other = bytes();
    other[31] = 1;
    let other = Signer::from_bytes("tongchou", &other).unwrap();
    let other = Checker::from_pem(&other.public_pem().unwrap()).unwrap();
    assert_eq!(other.signer_of(&good), None);
}

#[test]
fn keys_come_back_from_their_files() {
    let signer = signer("区科信局");
    let again = Signer::from_pem("区科信局", &signer.private_pem().unwrap()).unwrap();
    assert_eq!(again.key_id(), signer.key_id());
    assert_eq!(again.public_pem().unwrap(), signer.public_pem().unwrap());
    assert!(!format!("{signer:?}").contains("BEGIN"), "never shown");
    assert_eq!(
        Signer::from_pem("x", "nothing").err(),
        Some(KeyError::Private)
    );
    assert_eq!(Checker::from_pem("nothing").err(), Some(KeyError::Public));
    for name in ["", "two words", "line\n"] {
        assert_eq!(
            Signer::from_bytes(name, &bytes()).err(),
            Some(KeyError::Name)
        );
    }
    assert_eq!(
        Signer::from_bytes("x", &[0; 32]).err(),
        Some(KeyError::Private)
    );
    assert_eq!(
        Signer::from_bytes("x", &[255; 32]).err(),
        Some(KeyError::Private)
    );
}
