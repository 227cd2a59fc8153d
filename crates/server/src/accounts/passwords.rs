//! Passwords: argon2id with the parameters its crate recommends, on threads
//! where it may take its time.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};

use crate::clock;

/// The shortest password an account may be given.
pub const SHORTEST: usize = 10;
/// Bounds the work one sign-in can ask for.
pub const LONGEST: usize = 1024;

pub async fn hash(password: String) -> anyhow::Result<String> {
    tokio::task::spawn_blocking(move || hash_now(&password)).await?
}

pub fn hash_now(password: &str) -> anyhow::Result<String> {
    let salt = clock::salt()?;
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|error| anyhow::anyhow!("argon2: {error}"))?;
    Ok(hash.to_string())
}

/// Whether the password is the one behind the hash. Without a hash the same
/// work is done, so that time does not tell which names exist.
pub async fn matches(password: String, hash: Option<String>) -> bool {
    if password.len() > LONGEST {
        return false;
    }
    let verify = move || {
        if let Some(hash) = hash {
            let known = Argon2::default().verify_password(password.as_bytes(), hash.as_str());
            known.is_ok()
        } else {
            let _ = hash_now(&password);
            false
        }
    };
    tokio::task::spawn_blocking(verify).await.unwrap_or(false)
}

/// What a password must be, for whoever chooses one.
pub fn rules() -> Vec<String> {
    vec![
        format!("至少 {SHORTEST} 个字符，可以是一句话；不要求混用符号，也不要求定期更换"),
        "不包含账号名，不与现在的密码相同".to_owned(),
        "由他人设置的密码，首次登录时须修改".to_owned(),
        super::sessions::rules(),
    ]
}

/// A password of fewer different characters is guessed at once.
const DIFFERENT: usize = 5;

/// What is wrong with a new password, in words for who chose it.
pub fn weakness(password: &str, name: &str) -> Option<String> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(format!("密码至少 {SHORTEST} 个字符，现有 {length} 个"));
    }
    if password.len() > LONGEST {
        return Some(format!("密码不能超过 {LONGEST} 字节"));
    }
    let letters: std::collections::BTreeSet<char> = password.chars().collect();
    if letters.len() < DIFFERENT {
        return Some(format!("密码中至少要有 {DIFFERENT} 个不同的字符"));
    }
    if password.contains(name) {
        return Some("密码不能包含账号名".to_owned());
    }
    None
}
