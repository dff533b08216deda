//! Which addresses a call may go to.
//!
//! Model: a URL is checked twice. When it is set, its scheme, user info, port and any literal address are looked at (the
//! `url` crate reads `2130706433`, `0x7f.1` and `0177.0.0.1` as the address they mean, as browsers do). When a
//! connection is made, the name is resolved once, every address it has is checked, and the connection goes to the
//! addresses that were checked, so that a name that changes between the two looks gains nothing.
//!
//! Failures: one refused address refuses the name, even if others would do. Left out: what a proxy beyond the first
//! public address does with the request.

use omnifila_core::input::InputError;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// How far calls may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Guard {
    /// Anywhere: for base URLs that an administrator sets, which may be http and private.
    Open,
    /// Only public addresses, on the usual ports: for URLs that a message or a producer can choose.
    Public,
    /// Only this machine: while time is simulated, nothing may reach a real provider.
    LoopbackOnly,
}

/// Ports of a public web server; a guard that let others through would be a port scanner for hire.
const PUBLIC_PORTS: [u16; 3] = [80, 443, 8443];

/// IPv4 networks that are not the public internet: first address and prefix length (IANA special-purpose registry).
const PRIVATE_V4: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),       // this network, unspecified
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // carrier-grade NAT: an ISP's own customers
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // link-local, cloud metadata
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // 6to4 relays
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved, broadcast
];

/// Parts of 2000::/3 that are not the public internet, or that carry an IPv4 address the check would not see.
const PRIVATE_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments, Teredo
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

impl Guard {
    /// This guard within what the whole process allows: [`Guard::LoopbackOnly`] rules over every other.
    #[must_use]
    pub fn within(self, process: Guard) -> Guard {
        match process {
            Guard::LoopbackOnly => Guard::LoopbackOnly,
            Guard::Open | Guard::Public => self,
        }
    }

    /// Whether a connection to `ip` may be made.
    pub fn admits(self, ip: IpAddr) -> bool {
        match self {
            Guard::Open => true,
            Guard::Public => is_public(ip),
            Guard::LoopbackOnly => is_loopback(ip),
        }
    }

    /// Reads and checks a URL as an administrator or a producer wrote it.
    ///
    /// # Errors
    /// `bad_url` for what is no http or https URL with a host and without user info and fragment; `address_refused` for
    /// a port or literal address that the guard does not admit. The pointer is empty: the caller says where it stood.
    pub fn read(self, text: &str) -> Result<Url, InputError> {
        let bad = |expected: &str| InputError::new("bad_url", "", expected);
        let refused = |expected: &str| InputError::new("address_refused", "", expected);
        if text.len() > 2_048 {
            return Err(bad("a URL of at most 2048 bytes"));
        }
        let url = Url::parse(text.trim()).map_err(|_| bad("an http or https URL"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(bad("an http or https URL"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(bad("a URL without user name and password"));
        }
        if url.fragment().is_some() {
            return Err(bad("a URL without a fragment (#…)"));
        }
        let host = url.host().ok_or_else(|| bad("a URL with a host"))?;
        let admitted = match host {
            Host::Ipv4(ip) => self.admits(IpAddr::V4(ip)),
            Host::Ipv6(ip) => self.admits(IpAddr::V6(ip)),
            Host::Domain(name) => self != Guard::LoopbackOnly || is_localhost(name),
        };
        match self {
            Guard::LoopbackOnly if !admitted => Err(refused(
                "a loopback address (127.0.0.1, [::1] or localhost): time is simulated",
            )),
            Guard::Public if !admitted => Err(refused("a public address (or allow_private)")),
            Guard::Public if !PUBLIC_PORTS.contains(&url.port_or_known_default().unwrap_or(0)) => {
                Err(refused("port 80, 443 or 8443 (or allow_private)"))
            }
            _ => Ok(url),
        }
    }
}

fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name == "localhost" || name.ends_with(".localhost")
}

fn is_loopback(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => v4.is_loopback(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.to_ipv4_mapped().is_some_and(|v4| v4.is_loopback()),
    }
}

fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_public_v4(v4),
            None => is_public_v6(v6),
        },
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let ip = u32::from(ip);
    PRIVATE_V4
        .iter()
        .all(|&(net, prefix)| (ip ^ u32::from(net)) >> (32 - prefix) != 0)
}

/// Only global unicast, 2000::/3: that leaves out loopback, ULA, link-local, site-local, multicast, NAT64 and whatever
/// else carries an IPv4 address.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let ip = u128::from(ip);
    ip >> 125 == 1
        && PRIVATE_V6
            .iter()
            .all(|&(net, prefix)| (ip ^ u128::from(net)) >> (128 - prefix) != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(guard: Guard, url: &str) -> &'static str {
        guard.read(url).map_or_else(|e| e.code, |_| "ok")
    }

    #[test]
    fn public_refuses_every_private_address_in_every_spelling() {
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "0177.0.0.1",
            "127.0.0.1.",
            "１２７.0.0.1",
            "0.0.0.0",
            "0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:169.254.169.254]",
            "[::ffff:a9fe:a9fe]",
            "[::127.0.0.1]",
            "[fe80::1]",
            "[fc00::1]",
            "[fd00:ec2::254]",
            "[fec0::1]",
            "[ff02::1]",
            "[2001:db8::1]",
            "[2001::1]",
            "[2002:7f00:1::]",
            "[64:ff9b::7f00:1]",
            "[3fff::1]",
        ] {
            assert_eq!(
                code(Guard::Public, &format!("http://{host}/hook")),
                "address_refused",
                "{host}"
            );
        }
    }

    #[test]
    fn public_admits_public_addresses_and_names() {
        for url in [
            "https://example.com/hook?x=1",
            "http://8.8.8.8/",
            "https://example.com:8443/",
            "http://example.com:80",
            "https://[2606:4700::1111]/",
            "http://[::ffff:8.8.8.8]/",
            "http://172.32.0.1/",
            "http://100.128.0.1/",
        ] {
            assert_eq!(code(Guard::Public, url), "ok", "{url}");
        }
    }

    #[test]
    fn refuses_what_is_no_plain_web_address() {
        for url in [
            "ftp://example.com/",
            "file:///etc/passwd",
            "gopher://example.com",
            "example.com/x",
            "",
            "http://",
            "http://user@example.com/",
            "http://user:pw@example.com/",
            "http://@127.0.0.1:80@example.com/",
            "https://example.com/#x",
            "http://exa mple.com/",
            "http://[::1/",
            "http://256.256.256.256/",
        ] {
            for guard in [Guard::Open, Guard::Public, Guard::LoopbackOnly] {
                assert_eq!(code(guard, url), "bad_url", "{guard:?} {url}");
            }
        }
        for url in [
            "https://example.com:22/",
            "http://example.com:5432/",
            "http://example.com:8080/",
        ] {
            assert_eq!(code(Guard::Public, url), "address_refused", "{url}");
        }
    }

    #[test]
    fn loopback_only_admits_nothing_else() {
        for url in [
            "http://127.0.0.1:4000/x",
            "http://[::1]:4000",
            "http://localhost:4000/",
            "http://a.localhost/",
        ] {
            assert_eq!(code(Guard::LoopbackOnly, url), "ok", "{url}");
        }
        for url in [
            "https://api.example.com/",
            "http://10.0.0.1/",
            "http://8.8.8.8/",
            "http://localhost.example.com/",
        ] {
            assert_eq!(code(Guard::LoopbackOnly, url), "address_refused", "{url}");
        }
        assert!(!Guard::LoopbackOnly.admits("8.8.8.8".parse().unwrap()));
        assert!(Guard::LoopbackOnly.admits("::ffff:127.0.0.1".parse().unwrap()));
        assert_eq!(Guard::Open.within(Guard::LoopbackOnly), Guard::LoopbackOnly);
        assert_eq!(Guard::Public.within(Guard::Open), Guard::Public);
    }

    #[test]
    fn open_admits_private_addresses() {
        assert_eq!(code(Guard::Open, "http://10.0.0.5:8123/opa/"), "ok");
    }
}
