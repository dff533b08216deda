//! Brazilian codes, looked at and drawn, and the country's calendar; nothing here changes anything.

use super::Endpoint;
use crate::api::v1::{codes, holidays};
use crate::auth::Scope::Read;
use crate::openapi::schema::Parameter;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let payload = || {
        vec![Parameter::text(
            "payload",
            "A Pix copia e cola; its CRC is put right",
        )]
    };
    vec![
        Endpoint::post("/api/v1/codes/check", codes::check)
            .scope(Read)
            .says(
                "codes",
                "What a Pix code, boleto, document or telephone says, or where it is wrong",
            )
            .body("Code")
            .answer(200, "CheckedCode"),
        Endpoint::get("/api/v1/codes/pix.svg", codes::pix_svg)
            .says("codes", "A Pix code as a QR code that scales")
            .query(payload())
            .empty(200)
            .media("image/svg+xml"),
        Endpoint::get("/api/v1/codes/pix.png", codes::pix_png)
            .says("codes", "A Pix code as a QR code of black and white pixels")
            .query(payload())
            .empty(200)
            .media("image/png"),
        Endpoint::get("/api/v1/holidays", holidays::list)
            .says("windows", "The holidays of a year and place, each with its law")
            .query(vec![
                Parameter::integer("year", "From 1990 to 2100; this one by default"),
                Parameter::text("state", "With those of this federal unit, two letters"),
                Parameter::text(
                    "city_ibge",
                    "With those of this municipality and its state, seven digits",
                ),
            ])
            .answer(200, "HolidayPage"),
        Endpoint::get("/api/v1/window-presets", holidays::presets)
            .says("windows", "Windows proposed for the state laws of collection")
            .answer(200, "WindowPresetPage"),
    ]
}
