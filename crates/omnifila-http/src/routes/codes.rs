//! Brazilian codes, looked at and drawn; nothing here changes anything.

use super::Endpoint;
use crate::api::v1::codes;
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
    ]
}
