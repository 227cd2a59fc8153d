//! Which addresses of the network a webhook may reach. Whoever types an address
//! must not make this server ask its own neighbours.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A part of the network, as `10.2.0.0/16` or a single address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || format!("{text} 不是网段，应如 10.2.0.0/16");
        let (address, bits) = text
            .split_once('/')
            .map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.trim().parse().map_err(|_| fault())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            None => most,
            Some(bits) => bits.trim().parse().map_err(|_| fault())?,
        };
        if bits > most {
            return Err(fault());
        }
        Ok(Self { address, bits })
    }
}

impl Network {
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, plain(address)) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.bits)).unwrap_or(0);
                u32::from(own) & mask == u32::from(other) & mask
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let mask = u128::MAX
                    .checked_shl(128 - u32::from(self.bits))
                    .unwrap_or(0);
                u128::from(own) & mask == u128::from(other) & mask
            }
            _ => false,
        }
    }
}

/// Whether an address is one that only this server, or its neighbours, have: not
/// one of the open network. What is not known to be open is taken for inside.
pub fn is_inside(address: IpAddr) -> bool {
    match plain(address) {
        IpAddr::V4(address) => is_inside_v4(address),
        IpAddr::V6(address) => is_inside_v6(address),
    }
}

/// An IPv4 address written as an IPv6 one is the IPv4 address.
fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(six) => six.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

fn is_inside_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19))
}

fn is_inside_v6(address: Ipv6Addr) -> bool {
    let [first, second, third, fourth, fifth, sixth, high, low] = address.segments();
    let within = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        is_inside_v4(Ipv4Addr::new(a, b, c, d))
    };
    match first {
        // translated addresses carry an IPv4 one, and lead to it
        0x64 if (second, third, fourth, fifth, sixth) == (0xff9b, 0, 0, 0, 0) => within(high, low),
        0x2002 => within(second, third),
        // Teredo and its neighbours, and what documents use
        0x2001 => second < 0x200 || second == 0xdb8,
        // only 2000::/3 is the open network
        _ => !(0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::{Network, is_inside};

    #[test]
    fn what_is_not_the_open_network_is_inside() {
        for inside in [
            "127.0.0.1",
            "127.9.9.9",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "203.0.113.9",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "fc00::1",
            "fdff::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "64:ff9b::7f00:1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:a00:1::",
            "2001::1",
            "2001:db8::1",
            "4000::1",
        ] {
            assert!(is_inside(inside.parse().unwrap()), "{inside}");
        }
        for open in [
            "1.1.1.1",
            "8.8.8.8",
            "172.15.0.1",
            "172.32.0.1",
            "192.167.1.1",
            "100.63.0.1",
            "100.128.0.1",
            "::ffff:8.8.8.8",
            "2400:3200::1",
            "2001:4860::8888",
            "64:ff9b::808:808",
            "2002:808:808::1",
        ] {
            assert!(!is_inside(open.parse().unwrap()), "{open}");
        }
    }

    #[test]
    fn a_network_holds_its_addresses_alone() {
        let holds = |network: &str, address: &str| {
            let network: Network = network.parse().unwrap();
            network.contains(address.parse().unwrap())
        };
        assert!(holds("10.2.0.0/16", "10.2.255.1") && !holds("10.2.0.0/16", "10.3.0.1"));
        assert!(holds("10.2.0.7", "10.2.0.7") && !holds("10.2.0.7", "10.2.0.8"));
        assert!(holds("10.2.0.0/16", "::ffff:10.2.0.1"));
        assert!(holds("0.0.0.0/0", "8.8.8.8") && !holds("0.0.0.0/0", "::2"));
        assert!(holds("fd00::/8", "fd12::1") && !holds("fd00::/8", "fc12::1"));
        for wrong in ["10.2.0.0/33", "10.2/16", "", "::/129", "abc"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
