//! Proposed windows: the hours that state laws leave to collection, as dated data.
//!
//! They are proposals: whoever sets a window up posts one to `/windows`, changed or not. The data is `presets.json` beside
//! this file, with the law and the day on which it was read. Left out: what a court makes of a law.

use super::{Holidays, Opening};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowPreset {
    pub key: String,
    pub name: String,
    pub law: String,
    /// `YYYY-MM-DD`: when the law was read last.
    pub as_of: String,
    pub weekly: Vec<Opening>,
    pub holidays: Holidays,
    pub notes: String,
}

/// All of them, the safest for most first.
pub fn window_presets() -> &'static [WindowPreset] {
    static PRESETS: LazyLock<Vec<WindowPreset>> =
        LazyLock::new(|| serde_json::from_str(include_str!("presets.json")).unwrap_or_default());
    &PRESETS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brazil::date;
    use crate::catalogue::{WindowSpec, ZoneChoice};
    use crate::policy::window::check_window;
    use std::collections::BTreeMap;

    #[test]
    fn every_preset_makes_a_window() {
        let keys: Vec<&str> = window_presets().iter().map(|p| p.key.as_str()).collect();
        assert_eq!(keys, ["default", "strict", "sp", "rj", "es", "al"]);
        for preset in window_presets() {
            let window = WindowSpec {
                key: Some(preset.key.clone()),
                name: preset.name.clone(),
                weekly: preset.weekly.clone(),
                holidays: preset.holidays.clone(),
                zone: ZoneChoice::Recipient,
                purposes: Vec::new(),
            };
            assert_eq!(check_window(&window, &BTreeMap::new()), Ok(()), "{}", preset.key);
            assert!(
                date::parse(&preset.as_of).is_ok() && preset.law.contains('/'),
                "{}",
                preset.key
            );
        }
    }
}
