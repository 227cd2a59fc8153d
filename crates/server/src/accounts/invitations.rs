//! Invitations of experts without an account: a link and, handed over by another
//! way, a code. The code is used once and opens a session that reaches the one
//! panel's opinion and nothing else. Only digests are kept.

use jiff::{SignedDuration, Timestamp};
use sm3::{Digest, Sm3};
use tongchou_store::{GuestSession, Invitation, Redeemed, Store};

use super::sessions::same_secret;
use crate::clock;

/// How long a link waits to be used.
pub const VALID_DAYS: i64 = 7;
/// How many wrong codes are listened to.
pub const MOST_FAILURES: u64 = 5;
/// How long the session that a code opens may last, in hours.
pub const SESSION_HOURS: i64 = 8;

/// No letters that look like digits.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const CODE_LENGTH: usize = 8;

/// What is handed to the expert; it cannot be shown again.
#[derive(Debug)]
pub struct Sent {
    pub token: String,
    pub code: String,
    pub expires_at: Timestamp,
}

/// What an invitation is for.
#[derive(Debug, Clone, Copy)]
pub struct For<'a> {
    pub project: &'a str,
    /// The seed of the draw.
    pub seed: &'a str,
    pub expert: &'a str,
    pub invited_by: &'a str,
}

pub async fn send(store: &Store, to: For<'_>, now: Timestamp) -> anyhow::Result<Sent> {
    let token = clock::secret()?;
    let code = code()?;
    let expires_at = later(now, VALID_DAYS * 24);
    let invitation = Invitation {
        id: clock::new_id().to_string(),
        token_hash: digest(&[&token]),
        code_hash: digest(&[&token, &code]),
        project: to.project.to_owned(),
        panel: panel(to.seed),
        expert: to.expert.to_owned(),
        invited_by: to.invited_by.to_owned(),
        created_at: now,
        expires_at,
        failures: 0,
        used_at: None,
        revoked_at: None,
        session: None,
    };
    store.add_invitation(&invitation).await?;
    Ok(Sent {
        token,
        code,
        expires_at,
    })
}

pub async fn find(store: &Store, token: &str) -> anyhow::Result<Option<Invitation>> {
    Ok(store.invitation(&digest(&[token])).await?)
}

/// Tries a code; the secret of the session is for the browser alone.
pub async fn redeem(
    store: &Store,
    token: &str,
    typed: &str,
    now: Timestamp,
) -> anyhow::Result<(Redeemed, String)> {
    let secret = clock::secret()?;
    let session = GuestSession {
        id_hash: digest(&[&secret]),
        csrf: clock::secret()?,
        expires_at: later(now, SESSION_HOURS),
    };
    let code = digest(&[token, &tidy(typed)]);
    let redeemed = store
        .redeem_invitation(&digest(&[token]), &code, &session, now, MOST_FAILURES)
        .await?;
    Ok((redeemed, secret))
}

/// The session of an invitation, for the browser that holds its secret.
pub fn resume<'a>(
    invitation: &'a Invitation,
    secret: &str,
    now: Timestamp,
) -> Option<&'a GuestSession> {
    let session = invitation.session.as_ref()?;
    let held = same_secret(&session.id_hash, &digest(&[secret]));
    (held && invitation.revoked_at.is_none() && session.expires_at > now).then_some(session)
}

/// How an invitation stands, in words; `None` where its code can still be used.
pub fn ended(invitation: &Invitation, now: Timestamp) -> Option<&'static str> {
    if invitation.revoked_at.is_some() {
        Some("已撤销")
    } else if invitation.used_at.is_some() {
        Some("邀请码已使用")
    } else if invitation.failures >= MOST_FAILURES {
        Some("邀请码连续输错，已停用")
    } else if invitation.expires_at <= now {
        Some("已过期")
    } else {
        None
    }
}

/// The draw that an invitation belongs to, by its seed.
pub fn panel(seed: &str) -> String {
    digest(&["panel", seed])
}

fn code() -> anyhow::Result<String> {
    let bytes = clock::salt()?;
    let letters = bytes.iter().take(CODE_LENGTH).map(|byte| {
        let place = usize::from(byte % 32);
        char::from(LETTERS.get(place).copied().unwrap_or(b'2'))
    });
    Ok(letters.collect())
}

/// A code as people type it: small letters, spaces, an input method's wide digits.
fn tidy(typed: &str) -> String {
    typed
        .chars()
        .map(|letter| match letter {
            '！'..='～' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
            other => other,
        })
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_uppercase())
        .collect()
}

fn digest(parts: &[&str]) -> String {
    let mut hash = Sm3::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    clock::hex(&hash.finalize())
}

fn later(from: Timestamp, hours: i64) -> Timestamp {
    from.checked_add(SignedDuration::from_hours(hours))
        .unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::{CODE_LENGTH, code, tidy};

    #[test]
    fn a_code_is_read_as_people_type_it() {
        assert_eq!(tidy(" ab2c-３Ｘ "), "AB2C3X");
        let code = code().unwrap();
        assert_eq!(code.len(), CODE_LENGTH);
        assert_eq!(tidy(&code), code);
    }
}
