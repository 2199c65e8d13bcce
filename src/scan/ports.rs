//! The machine's serial ports, and which of them is the scanner.

use super::{PortChoice, ScanError};

/// A serial port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortInfo {
    /// Its path or name: `/dev/ttyACM0`, `COM3`.
    pub path: String,
    /// USB vendor and product id; `None` for a port that is not USB.
    pub vid_pid: Option<(u16, u16)>,
    /// USB serial number, where the device has one.
    pub serial: Option<String>,
    /// What the device calls itself.
    pub product: Option<String>,
    /// The scanner that these ids stand for, from [`KNOWN`].
    pub known: Option<&'static str>,
}

impl PortInfo {
    /// What to call it on the screen.
    pub fn name(&self) -> String {
        self.known.map(ToOwned::to_owned).or_else(|| self.product.clone()).unwrap_or_else(|| self.path.clone())
    }
}

/// A scanner that can be a serial port.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// USB vendor id.
    pub vid: u16,
    /// USB product id; `None` where it changes with the scanner's mode.
    pub pid: Option<u16>,
    /// What to call it.
    pub name: &'static str,
}

/// Scanners by USB id, the more exact first. Sources and what was tried: hw/README.md. A label and
/// a preference, never a gate: cheap scanners share ids, so a shop can always name its port.
pub const KNOWN: &[Known] = &[
    known(0x0488, Some(0x5788), "Netum scanner"),
    known(0x05e0, Some(0x0600), "Zebra/Symbol scanner, simple COM"),
    known(0x05e0, Some(0x1701), "Zebra/Symbol scanner, CDC"),
    known(0x1eab, Some(0x0c06), "Newland scanner"),
    known(0x1eab, Some(0x8306), "Newland scanner"),
    known(0x1fbb, Some(0x3850), "Cino FuzzyScan"),
    known(0x23d0, Some(0x0d13), "Youjie scanner"),
    known(0x2745, Some(0x300a), "Unitech TS100"),
    known(0x05e0, None, "Zebra/Symbol scanner"),
    known(0x05f9, None, "Datalogic scanner"),
    known(0x067e, None, "Intermec scanner"),
    known(0x0c2e, None, "Honeywell scanner"),
    known(0x1eab, None, "Newland scanner"),
    known(0x1fbb, None, "Cino scanner"),
    known(0x23d0, None, "Youjie scanner"),
];

const fn known(vid: u16, pid: Option<u16>, name: &'static str) -> Known {
    Known { vid, pid, name }
}

/// The scanner that these USB ids stand for.
pub fn name_of(vid: u16, pid: u16) -> Option<&'static str> {
    KNOWN.iter().find(|k| k.vid == vid && k.pid.is_none_or(|p| p == pid)).map(|k| k.name)
}

/// Every serial port, sorted by path. Opens none of them.
pub fn list() -> Result<Vec<PortInfo>, ScanError> {
    // serialport panics where the folder is missing (containers, a hardened kernel).
    if cfg!(target_os = "linux") && !std::path::Path::new("/sys/class/tty").is_dir() {
        return Ok(Vec::new());
    }
    let found = serialport::available_ports().map_err(|e| ScanError::List { why: e.to_string() })?;
    let mut ports: Vec<PortInfo> = found.into_iter().map(info).collect();
    // macOS lists each device twice; cu.* is the one that opens without waiting for a carrier.
    ports.retain(|p| !p.path.starts_with("/dev/tty."));
    ports.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(ports)
}

fn info(port: serialport::SerialPortInfo) -> PortInfo {
    match port.port_type {
        serialport::SerialPortType::UsbPort(usb) => PortInfo {
            path: port.port_name,
            vid_pid: Some((usb.vid, usb.pid)),
            serial: usb.serial_number.filter(|s| !s.is_empty()),
            product: usb.product.filter(|s| !s.is_empty()).map(|p| super::escape_text(&p)),
            known: name_of(usb.vid, usb.pid),
        },
        _ => PortInfo { path: port.port_name, vid_pid: None, serial: None, product: None, known: None },
    }
}

/// The USB identity of a port, by which a scanner is found again under another path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    vid_pid: (u16, u16),
    serial: Option<String>,
}

impl Identity {
    /// `None` for a port that is not USB.
    pub fn of(port: &PortInfo) -> Option<Self> {
        Some(Self { vid_pid: port.vid_pid?, serial: port.serial.clone() })
    }

    fn fits(&self, port: &PortInfo) -> bool {
        port.vid_pid == Some(self.vid_pid) && (self.serial.is_none() || self.serial == port.serial)
    }
}

/// Which port to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// This path.
    Open(String),
    /// None is there.
    Nothing,
    /// Several fit, and nothing tells them apart.
    Several(Vec<String>),
}

/// Picks the scanner's port. `before` is the device that was open until it was unplugged: it
/// comes first, because the system may give its old path to another device (ttyACM0 comes back
/// as ttyACM1 while the old descriptor is open).
pub fn choose(ports: &[PortInfo], choice: &PortChoice, before: Option<&Identity>) -> Chosen {
    let usb = || ports.iter().filter(|p| p.vid_pid.is_some());
    match choice {
        PortChoice::Off => Chosen::Nothing,
        PortChoice::Path(path) => match before.map(|id| one(usb().filter(|p| id.fits(p)))) {
            // A link keeps its meaning while the name behind it changes; a bare name does not.
            Some(Chosen::Open(now)) if !is_link(path) => Chosen::Open(now),
            _ => Chosen::Open(path.clone()),
        },
        PortChoice::Usb { vid, pid, serial } => {
            let wanted = Identity { vid_pid: (*vid, *pid), serial: serial.clone() };
            again(usb().filter(|p| wanted.fits(p)).collect(), before)
        }
        PortChoice::Auto => {
            let known: Vec<_> = usb().filter(|p| p.known.is_some()).collect();
            again(if known.is_empty() { usb().collect() } else { known }, before)
        }
    }
}

fn again(fitting: Vec<&PortInfo>, before: Option<&Identity>) -> Chosen {
    if let Some(Chosen::Open(path)) = before.map(|id| one(fitting.iter().copied().filter(|p| id.fits(p)))) {
        return Chosen::Open(path);
    }
    one(fitting.into_iter())
}

fn one<'a>(mut ports: impl Iterator<Item = &'a PortInfo>) -> Chosen {
    let Some(first) = ports.next() else { return Chosen::Nothing };
    let mut paths = vec![first.path.clone()];
    paths.extend(ports.map(|p| p.path.clone()));
    if paths.len() == 1 { Chosen::Open(paths.swap_remove(0)) } else { Chosen::Several(paths) }
}

fn is_link(path: &str) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|m| m.file_type().is_symlink())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usb(path: &str, vid: u16, pid: u16, serial: Option<&str>) -> PortInfo {
        PortInfo {
            path: path.into(),
            vid_pid: Some((vid, pid)),
            serial: serial.map(Into::into),
            product: None,
            known: name_of(vid, pid),
        }
    }

    fn open(path: &str) -> Chosen {
        Chosen::Open(path.into())
    }

    #[test]
    fn auto_takes_the_known_one_then_the_only_one() {
        let board = PortInfo { vid_pid: None, ..usb("/dev/ttyS0", 0, 0, None) };
        let modem = usb("/dev/ttyACM0", 0x2c7c, 0x0125, None);
        let scanner = usb("/dev/ttyACM1", 0x1eab, 0x0c06, None);
        assert_eq!(
            choose(&[board.clone(), modem.clone(), scanner.clone()], &PortChoice::Auto, None),
            open("/dev/ttyACM1")
        );
        assert_eq!(choose(&[board.clone(), modem.clone()], &PortChoice::Auto, None), open("/dev/ttyACM0"));
        assert_eq!(choose(&[board], &PortChoice::Auto, None), Chosen::Nothing);
        let other = usb("/dev/ttyUSB0", 0x1a86, 0x7523, None);
        assert_eq!(
            choose(&[modem, other], &PortChoice::Auto, None),
            Chosen::Several(vec!["/dev/ttyACM0".into(), "/dev/ttyUSB0".into()])
        );
        let second = usb("/dev/ttyACM2", 0x0c2e, 0x0b01, None);
        assert!(matches!(choose(&[scanner, second], &PortChoice::Auto, None), Chosen::Several(_)));
    }

    #[test]
    fn a_scanner_that_comes_back_under_another_name_is_found_by_its_number() {
        let mine = usb("/dev/ttyACM0", 0x2745, 0x300a, Some("A1"));
        let before = Identity::of(&mine).unwrap();
        let twin = usb("/dev/ttyACM0", 0x2745, 0x300a, Some("B2"));
        let back = usb("/dev/ttyACM1", 0x2745, 0x300a, Some("A1"));
        for choice in [
            PortChoice::Auto,
            PortChoice::Path("/dev/ttyACM0".into()),
            PortChoice::Usb { vid: 0x2745, pid: 0x300a, serial: None },
        ] {
            assert_eq!(choose(&[twin.clone(), back.clone()], &choice, Some(&before)), open("/dev/ttyACM1"), "{choice}");
        }
        assert_eq!(choose(&[twin], &PortChoice::Path("/dev/ttyACM0".into()), Some(&before)), open("/dev/ttyACM0"));
    }

    #[test]
    fn a_named_serial_number_is_not_replaced_by_a_twin() {
        let twin = usb("/dev/ttyACM0", 0x2745, 0x300a, Some("B2"));
        let choice = PortChoice::Usb { vid: 0x2745, pid: 0x300a, serial: Some("A1".into()) };
        assert_eq!(choose(&[twin], &choice, None), Chosen::Nothing);
    }

    #[test]
    fn the_exact_entry_comes_before_its_vendor() {
        for (i, k) in KNOWN.iter().enumerate() {
            assert!(
                KNOWN[..i].iter().all(|before| before.vid != k.vid || before.pid.is_some()),
                "{k:?} is never reached"
            );
        }
        assert_eq!(name_of(0x1eab, 0x0d10), Some("Newland scanner"));
        assert_eq!(name_of(0xffff, 0x0035), None);
    }

    #[test]
    fn listing_never_fails_here() {
        assert!(list().is_ok());
    }
}
