//! A notice as an HTTP POST to an address its person gave: JSON, signed, no
//! redirects, a time limit, and to no address inside this server's own network.
//! How a receiver checks it: `docs/manual/administrators.md`.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use reqwest::Url;
use reqwest::redirect::Policy;
use sm3::Sm3;
use tongchou_store::{Channel, Delivery};

use super::network::{Network, is_inside};
use super::words;
use super::{Outside, deliver::Failure};
use crate::clock::hex;

const PATIENCE: Duration = Duration::from_secs(10);
pub const LONGEST: usize = 500;

/// Webhooks, as the configuration allows them.
#[derive(Clone)]
pub struct Webhooks {
    key: Vec<u8>,
    /// Inside networks that may be reached, also without TLS.
    allowed: Vec<Network>,
}

impl std::fmt::Debug for Webhooks {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = formatter.debug_struct("Webhooks");
        shown
            .field("allowed", &self.allowed)
            .finish_non_exhaustive()
    }
}

/// A shorter key could be guessed.
const SHORTEST_KEY: usize = 32;

impl Webhooks {
    pub fn new(key: &[u8], allowed: Vec<Network>) -> Result<Self, String> {
        if key.len() < SHORTEST_KEY {
            return Err(format!("网络回调的密钥至少{SHORTEST_KEY}个字节"));
        }
        let key = key.to_vec();
        Ok(Self { key, allowed })
    }

    /// What its receiver checks signatures with: follows from the server's key, so
    /// that no copy of the database holds it.
    pub fn secret(&self, channel: &Channel) -> String {
        let named = format!("webhook\n{}\n{}", channel.person, channel.salt);
        hex(&mac(&self.key, &[named.as_bytes()]))
    }

    pub(super) async fn send(
        &self,
        outside: &Outside,
        delivery: &Delivery,
        channel: &Channel,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let url = parsed(&channel.address).map_err(Failure::ForGood)?;
        let addresses = self.resolved(&url).await?;
        let body = words::json(outside, delivery).to_string();
        let at = now.as_second().to_string();
        let secret = self.secret(channel);
        let signature = hex(&mac(
            secret.as_bytes(),
            &[at.as_bytes(), b".", body.as_bytes()],
        ));
        let request = client(&url, &addresses)?
            .post(url)
            .header("content-type", "application/json")
            .header("x-tongchou-id", &delivery.uid)
            .header("x-tongchou-timestamp", at)
            .header("x-tongchou-signature", format!("hmac-sm3={signature}"))
            .body(body);
        let answer = request.send().await.map_err(|error| {
            // the address may hold a token of its owner: not for a list of errors
            Failure::Later(if error.is_timeout() {
                "对方没有在10秒内回答".to_owned()
            } else if error.is_connect() {
                "连接不上对方".to_owned()
            } else {
                "发送中断".to_owned()
            })
        })?;
        let status = answer.status();
        if status.is_success() {
            Ok(())
        } else if status.is_redirection() {
            Err(Failure::Later(format!(
                "对方要求转到别处（{status}），没有跟随"
            )))
        } else if status.as_u16() == 410 {
            Err(Failure::ForGood("对方说这个地址已取消（410）".to_owned()))
        } else {
            Err(Failure::Later(format!("对方回答 {}", status.as_u16())))
        }
    }

    /// Resolved once, and each address looked at: the connection goes to these and
    /// asks no name server again.
    async fn resolved(&self, url: &Url) -> Result<Vec<SocketAddr>, Failure> {
        let port = url.port_or_known_default().unwrap_or(443);
        let host = url.host_str().unwrap_or_default();
        let literal = host.trim_matches(['[', ']']).parse::<IpAddr>().ok();
        let found: Vec<SocketAddr> = if let Some(address) = literal {
            vec![SocketAddr::new(address, port)]
        } else {
            let asked = tokio::net::lookup_host((host, port));
            let found = tokio::time::timeout(PATIENCE, asked).await;
            let found = found.map_err(|_| Failure::Later("域名解析超时".to_owned()))?;
            found
                .map_err(|_| Failure::Later("域名解析不到".to_owned()))?
                .collect()
        };
        if found.is_empty() {
            return Err(Failure::Later("域名解析不到".to_owned()));
        }
        for address in &found {
            self.may_reach(url, address.ip())
                .map_err(Failure::ForGood)?;
        }
        Ok(found)
    }

    fn may_reach(&self, url: &Url, address: IpAddr) -> Result<(), String> {
        let allowed = self.allowed.iter().any(|net| net.contains(address));
        if is_inside(address) && !allowed {
            return Err(
                "地址在本机或者内部网络，没有发送；确需使用的，由系统管理员在启动参数中允许该网段"
                    .to_owned(),
            );
        }
        if url.scheme() != "https" && !allowed {
            return Err("地址不是 https，没有发送".to_owned());
        }
        Ok(())
    }

    /// What is wrong with an address as it is typed; names are resolved anew each
    /// time something is sent.
    pub async fn fault(&self, address: &str) -> Option<String> {
        let url = match parsed(address) {
            Ok(url) => url,
            Err(fault) => return Some(fault),
        };
        match self.resolved(&url).await {
            // a name that is not known now may be later
            Ok(_) | Err(Failure::Later(_) | Failure::Unreachable(_)) => None,
            Err(Failure::ForGood(fault)) => Some(fault),
        }
    }
}

fn client(url: &Url, addresses: &[SocketAddr]) -> Result<reqwest::Client, Failure> {
    // fails where one is installed already: then that one serves
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .timeout(PATIENCE)
        .resolve_to_addrs(url.host_str().unwrap_or_default(), addresses)
        .build()
        .map_err(|error| Failure::Later(format!("不能建立连接：{error}")))
}

fn parsed(address: &str) -> Result<Url, String> {
    if address.len() > LONGEST {
        return Err(format!("地址不超过{LONGEST}个字符"));
    }
    let url = Url::parse(address).map_err(|_| "地址应如 https://example.cn/hook".to_owned())?;
    if !matches!(url.scheme(), "https" | "http") || url.host_str().is_none_or(str::is_empty) {
        return Err("地址以 https:// 开头，并写明域名".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("地址中不能写用户名和密码".to_owned());
    }
    Ok(url)
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    // of any length a key is one
    let Ok(mut mac) = Hmac::<Sm3>::new_from_slice(key) else {
        return Vec::new();
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::{Webhooks, mac};
    use crate::clock::hex;

    #[test]
    fn the_mac_is_hmac_sm3() {
        // from `openssl dgst -sm3 -hmac key`
        let found = hex(&mac(b"key", &[b"1700000000", b".", b"{}"]));
        assert_eq!(found, SEEN);
    }

    const SEEN: &str = "284a4593c147b22c3a4a003702e4b5628473004950e2c624a6e3941761e0f50d";

    #[tokio::test]
    async fn no_address_inside_is_taken_unless_allowed() {
        let key = [7_u8; 32];
        let strict = Webhooks::new(&key, Vec::new()).unwrap();
        for address in [
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://localhost/",
            "https://10.0.0.1/x",
            "https://[::ffff:127.0.0.1]/",
            "https://169.254.169.254/latest",
            "https://0/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://127.1/",
            "http://1.1.1.1/",
            "ftp://1.1.1.1/",
            "file:///etc/passwd",
            "https://a:b@1.1.1.1/",
            "不是地址",
            "",
        ] {
            assert!(strict.fault(address).await.is_some(), "{address}");
        }
        assert_eq!(strict.fault("https://1.1.1.1/hook").await, None);
        let open = Webhooks::new(&key, vec!["127.0.0.0/8".parse().unwrap()]).unwrap();
        assert_eq!(open.fault("http://127.0.0.1:9/hook").await, None);
        assert!(open.fault("http://10.0.0.1/hook").await.is_some());
        assert!(Webhooks::new(b"short", Vec::new()).is_err());
    }
}
