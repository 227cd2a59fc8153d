//! Signatures of checkpoints: SM2 with SM3 (GB/T 32918.2-2016), with the
//! identifier the standard's profile gives to everybody. Keys come in as PEM;
//! this module reads no files and draws no random bytes. `docs/log-format.md`
//! specifies the line byte by byte.

use std::fmt;

use sm2::dsa::signature::{Signer as _, Verifier as _};
use sm2::dsa::{Signature, SigningKey, VerifyingKey};
use sm2::pkcs8::{
    DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, LineEnding,
};
use sm2::{PublicKey, SecretKey};
use sm3::{Digest, Sm3};
use thiserror::Error;

use crate::Checkpoint;
use crate::tree::hex;

/// GM/T 0009-2012: the identifier of a signer who has no other.
const IDENTIFIER: &str = "1234567812345678";
/// Key id and signature.
const LENGTH: usize = 4 + 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeyError {
    #[error("不是 SM2 私钥（PKCS#8 的 PEM 文本）")]
    Private,
    #[error("不是 SM2 公钥（SPKI 的 PEM 文本）")]
    Public,
    #[error("签名者名称不能为空，不含空白")]
    Name,
}

/// Who signs checkpoints.
#[derive(Clone)]
pub struct Signer {
    name: String,
    secret: SecretKey,
    key: SigningKey,
}

impl fmt::Debug for Signer {
    /// Never the key.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Signer")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Signer {
    /// From 32 random bytes; the few values that are no key are refused.
    pub fn from_bytes(name: &str, bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let secret = SecretKey::from_slice(bytes).map_err(|_| KeyError::Private)?;
        Self::new(name, secret)
    }

    pub fn from_pem(name: &str, text: &str) -> Result<Self, KeyError> {
        let secret = SecretKey::from_pkcs8_pem(text).map_err(|_| KeyError::Private)?;
        Self::new(name, secret)
    }

    fn new(name: &str, secret: SecretKey) -> Result<Self, KeyError> {
        if name.is_empty() || name.contains(char::is_whitespace) {
            return Err(KeyError::Name);
        }
        let key = SigningKey::new(IDENTIFIER, &secret).map_err(|_| KeyError::Private)?;
        Ok(Self {
            name: name.to_owned(),
            secret,
            key,
        })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The private key for its file.
    pub fn private_pem(&self) -> Result<String, KeyError> {
        let pem = self.secret.to_pkcs8_pem(LineEnding::LF);
        pem.map(|pem| pem.to_string())
            .map_err(|_| KeyError::Private)
    }

    /// The public key for everybody.
    pub fn public_pem(&self) -> Result<String, KeyError> {
        let public = self.secret.public_key();
        public
            .to_public_key_pem(LineEnding::LF)
            .map_err(|_| KeyError::Public)
    }

    /// The id in lower-case hexadecimal.
    pub fn key_id(&self) -> String {
        hex(&key_id(
            &self.name,
            &self.key.verifying_key().to_sec1_bytes(),
        ))
    }

    /// Adds a signature line.
    pub fn sign(&self, checkpoint: &mut Checkpoint) {
        let line = self.line(&checkpoint.signed_text());
        checkpoint.signatures.push(line);
    }

    /// What a signature line over a text says after its em dash. Whoever signs
    /// other texts than checkpoints begins them so that none can be taken for one.
    pub fn line(&self, text: &str) -> String {
        let signature: Signature = self.key.sign(text.as_bytes());
        format!(
            "{} {}{}",
            self.name,
            self.key_id(),
            hex(&signature.to_bytes())
        )
    }
}

/// A key that checks signatures.
#[derive(Debug, Clone)]
pub struct Checker(VerifyingKey);

impl Checker {
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let public = PublicKey::from_public_key_pem(text).map_err(|_| KeyError::Public)?;
        let key = VerifyingKey::new(IDENTIFIER, public).map_err(|_| KeyError::Public)?;
        Ok(Self(key))
    }

    /// The name of who signed the checkpoint with this key, if anybody did.
    pub fn signer_of<'a>(&self, checkpoint: &'a Checkpoint) -> Option<&'a str> {
        self.signer_among(&checkpoint.signed_text(), &checkpoint.signatures)
    }

    /// The name of who signed a text with this key, by lines as [`Signer::line`]
    /// makes them.
    pub fn signer_among<'a>(&self, text: &str, lines: &'a [String]) -> Option<&'a str> {
        lines.iter().find_map(|line| {
            let (name, rest) = line.split_once(' ')?;
            let bytes = unhex(rest)?;
            let (id, signature) = bytes.split_at_checked(4)?;
            let known = key_id(name, &self.0.to_sec1_bytes());
            let signature = Signature::from_slice(signature).ok()?;
            let good = id == known && self.0.verify(text.as_bytes(), &signature).is_ok();
            good.then_some(name)
        })
    }

    /// Whether it is the same key as another.
    pub fn is_same(&self, other: &Self) -> bool {
        self.0.to_sec1_bytes() == other.0.to_sec1_bytes()
    }
}

/// Ties the name in a line to the key: SM3(name || LF || public key), its first
/// four bytes.
fn key_id(name: &str, public: &[u8]) -> [u8; 4] {
    let mut digest = Sm3::new();
    digest.update(name.as_bytes());
    digest.update(b"\n");
    digest.update(public);
    let mut id = [0; 4];
    for (to, from) in id.iter_mut().zip(digest.finalize()) {
        *to = from;
    }
    id
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let lower = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if text.len() != LENGTH * 2 || !text.bytes().all(lower) {
        return None;
    }
    (0..LENGTH)
        .map(|place| {
            let pair = text.get(place * 2..place * 2 + 2)?;
            u8::from_str_radix(pair, 16).ok()
        })
        .collect()
}
