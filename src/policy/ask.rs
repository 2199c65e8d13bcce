//! What may be asked of a person or about goods.

use serde::{Deserialize, Serialize};

/// One thing that a form may ask for, in the order of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Kind and number of an identity document.
    Document,
    /// Who issued it.
    DocumentIssuer,
    /// When it was issued.
    DocumentIssued,
    /// When it expires.
    DocumentExpires,
    /// How it was verified who somebody is.
    HowIdentified,
    /// Full name.
    Name,
    /// Date of birth.
    Born,
    /// Address.
    Address,
    /// Telephone number.
    Phone,
    /// What he does for a living.
    Profession,
    /// Sex.
    Sex,
    /// Height.
    Height,
    /// What the person looks like, in words.
    Appearance,
    /// Number plate of the seller's vehicle.
    VehicleRegistration,
    /// A picture of the document.
    DocumentPicture,
    /// A picture of the person.
    SellerPicture,
    /// A thumbprint.
    Thumbprint,
    /// A signature under the declaration.
    Signature,
    /// The name and signature of the member of staff.
    StaffSignature,
    /// IMEI, MEID or serial number.
    Serial,
    /// Make and model.
    Model,
    /// A description by which the goods are known again: marks, inscriptions.
    Description,
    /// Colour.
    Colour,
    /// Memory size.
    Storage,
    /// Condition.
    Condition,
    /// MAC address of its Wi-Fi.
    Mac,
    /// A picture of the goods.
    GoodsPicture,
    /// Where the goods come from.
    Provenance,
    /// Where in the shop the goods lie.
    StoragePlace,
    /// Price.
    Price,
    /// How it was paid.
    Payment,
    /// The buyer's name.
    BuyerName,
    /// The buyer's address.
    BuyerAddress,
    /// The buyer's telephone number.
    BuyerPhone,
}

/// Whom or what an [`Ask`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// The person at the counter: once a deal.
    Person,
    /// Goods: once a line.
    Line,
    /// The deal as a whole.
    Deal,
    /// Who buys from the shop.
    Buyer,
}

use About::{Buyer, Deal, Line, Person};

/// What it is about, word and catalogue key, in the order of the enum.
const ASKS: [(Ask, About, &str, &str); 34] = [
    (Ask::Document, Person, "document", "ask-document"),
    (Ask::DocumentIssuer, Person, "document_issuer", "ask-document-issuer"),
    (Ask::DocumentIssued, Person, "document_issued", "ask-document-issued"),
    (Ask::DocumentExpires, Person, "document_expires", "ask-document-expires"),
    (Ask::HowIdentified, Person, "how_identified", "ask-how-identified"),
    (Ask::Name, Person, "name", "ask-name"),
    (Ask::Born, Person, "born", "ask-born"),
    (Ask::Address, Person, "address", "ask-address"),
    (Ask::Phone, Person, "phone", "ask-phone"),
    (Ask::Profession, Person, "profession", "ask-profession"),
    (Ask::Sex, Person, "sex", "ask-sex"),
    (Ask::Height, Person, "height", "ask-height"),
    (Ask::Appearance, Person, "appearance", "ask-appearance"),
    (Ask::VehicleRegistration, Person, "vehicle_registration", "ask-vehicle-registration"),
    (Ask::DocumentPicture, Person, "document_picture", "ask-document-picture"),
    (Ask::SellerPicture, Person, "seller_picture", "ask-seller-picture"),
    (Ask::Thumbprint, Person, "thumbprint", "ask-thumbprint"),
    (Ask::Signature, Deal, "signature", "ask-signature"),
    (Ask::StaffSignature, Deal, "staff_signature", "ask-staff-signature"),
    (Ask::Serial, Line, "serial", "ask-serial"),
    (Ask::Model, Line, "model", "ask-model"),
    (Ask::Description, Line, "description", "ask-description"),
    (Ask::Colour, Line, "colour", "ask-colour"),
    (Ask::Storage, Line, "storage", "ask-storage"),
    (Ask::Condition, Line, "condition", "ask-condition"),
    (Ask::Mac, Line, "mac", "ask-mac"),
    (Ask::GoodsPicture, Line, "goods_picture", "ask-goods-picture"),
    (Ask::Provenance, Line, "provenance", "ask-provenance"),
    (Ask::StoragePlace, Line, "storage_place", "ask-storage-place"),
    (Ask::Price, Line, "price", "ask-price"),
    (Ask::Payment, Deal, "payment", "ask-payment"),
    (Ask::BuyerName, Buyer, "buyer_name", "ask-buyer-name"),
    (Ask::BuyerAddress, Buyer, "buyer_address", "ask-buyer-address"),
    (Ask::BuyerPhone, Buyer, "buyer_phone", "ask-buyer-phone"),
];

impl Ask {
    /// Everything that can be asked, in the order of the form.
    pub fn all() -> impl Iterator<Item = Self> {
        ASKS.into_iter().map(|(ask, ..)| ask)
    }

    /// Whom or what it is about.
    pub fn about(self) -> About {
        ASKS[self as usize].1
    }

    /// The stable word for it in policies.
    pub fn word(self) -> &'static str {
        ASKS[self as usize].2
    }

    /// The catalogue key of its label.
    pub fn key(self) -> &'static str {
        ASKS[self as usize].3
    }
}
