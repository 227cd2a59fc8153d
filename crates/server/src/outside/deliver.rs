//! Sends what is due, and notes what came of it. Between the two a server may die:
//! then it is sent again, under the same name.

use jiff::{SignedDuration, Timestamp};
use tongchou_store::{Attempted, Channel, Delivery};

use super::{MAIL, Outside, WEBHOOK};
use crate::app::App;

/// Why something did not arrive.
#[derive(Debug)]
pub enum Failure {
    /// Another time it may.
    Later(String),
    /// Nothing of this channel will arrive now.
    Unreachable(String),
    ForGood(String),
}

const AT_ONCE: u32 = 200;
/// Less than the lease of a job: who takes longer stops, and goes on with the next run.
const LONGEST: SignedDuration = SignedDuration::from_mins(4);
/// Together most of a day.
const MOST_ATTEMPTS: u64 = 12;
const FIRST_PAUSE: SignedDuration = SignedDuration::from_mins(1);
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(6);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sent {
    pub sent: usize,
    pub failed: usize,
}

impl Outside {
    /// Sends what is due.
    pub async fn deliver(&self, app: &App) -> anyhow::Result<Sent> {
        let mut all = Sent::default();
        let begun = app.clock().now();
        for kind in [MAIL, WEBHOOK] {
            if !self.carries(kind) {
                continue;
            }
            for (delivery, channel) in app.store().due_deliveries(kind, begun, AT_ONCE).await? {
                let now = app.clock().now();
                if now.duration_since(begun) > LONGEST {
                    return Ok(all);
                }
                let failure = self.send(&delivery, &channel, now).await.err();
                let unreachable = matches!(failure, Some(Failure::Unreachable(_)));
                if failure.is_some() {
                    all.failed += 1;
                } else {
                    all.sent += 1;
                }
                let attempted = attempted(&delivery, failure, now);
                app.store()
                    .end_delivery(&delivery, &attempted, app.clock().now())
                    .await?;
                if unreachable {
                    break;
                }
            }
        }
        Ok(all)
    }

    pub fn carries(&self, kind: &str) -> bool {
        match kind {
            MAIL => self.mail.is_some(),
            WEBHOOK => self.webhooks.is_some(),
            _ => false,
        }
    }

    async fn send(
        &self,
        delivery: &Delivery,
        channel: &Channel,
        now: Timestamp,
    ) -> Result<(), Failure> {
        match (channel.kind.as_str(), &self.mail, &self.webhooks) {
            (MAIL, Some(post), _) => post.send(self, delivery, channel).await,
            (WEBHOOK, _, Some(webhooks)) => webhooks.send(self, delivery, channel, now).await,
            _ => Err(Failure::Later("本服务器没有配置这种方式".to_owned())),
        }
    }
}

fn attempted(delivery: &Delivery, failure: Option<Failure>, now: Timestamp) -> Attempted {
    match failure {
        None => Attempted::Sent,
        Some(Failure::ForGood(error)) => Attempted::GivenUp { error },
        Some(Failure::Later(error) | Failure::Unreachable(error)) => {
            let tried = delivery.attempts.saturating_add(1);
            if tried >= MOST_ATTEMPTS {
                return Attempted::GivenUp { error };
            }
            let at = now.saturating_add(pause(tried)).unwrap_or(now);
            Attempted::Again { at, error }
        }
    }
}

/// Twice as long after each attempt.
fn pause(tried: u64) -> SignedDuration {
    let doubled = u32::try_from(tried.saturating_sub(1))
        .ok()
        .and_then(|times| 2_i32.checked_pow(times))
        .and_then(|factor| FIRST_PAUSE.checked_mul(factor));
    doubled.unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_PAUSE, MOST_ATTEMPTS, pause};

    #[test]
    fn pauses_double_up_to_a_bound_and_last_most_of_a_day() {
        let minutes: Vec<i64> = (1..MOST_ATTEMPTS)
            .map(|tried| pause(tried).as_mins())
            .collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]);
        assert!(minutes.iter().sum::<i64>() > 20 * 60);
        assert_eq!(pause(u64::MAX), LONGEST_PAUSE);
    }
}
