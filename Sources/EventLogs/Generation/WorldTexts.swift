/// The words of the world. None holds a quotation mark, a backslash or anything beyond ASCII, so
/// they stand in JSON as they are, and in CSV between quotation marks.
enum WorldTexts {
    /// The original project's fourteen equal draws.
    static let sources = bytes([
        "Unknown", "Unknown", "Unknown", "Unknown", "Unknown", "Facebook", "Facebook", "Tiktok",
        "Tiktok", "Google", "Google", "Twitter", "Gmail", "Youtube",
    ])

    static let paymentMethods = bytes([
        "Visa", "MasterCard", "Stripe", "Payment on Delivery", "Paypal", "Alipay", "Skrill",
    ])

    static let succeeded = Array("Success".utf8)
    static let failed = Array("Failed".utf8)
    /// What the original writes where there is nothing to say.
    static let noDescription = Array("None".utf8)

    static let failures = bytes([
        "Insufficient Fund", "Invalid Payment Details", "Network Connectivity Issues",
        "Payment Gateway Issues", "Incorrect Billing Address", "Card Expired",
    ])

    static let userAgents = bytes([
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:123.0) Gecko/20100101 Firefox/123.0",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36 Edg/122.0.2365.80",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.3 Safari/605.1.15",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36",
        "Mozilla/5.0 (X11; Linux x86_64; rv:123.0) Gecko/20100101 Firefox/123.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.3 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (iPad; CPU OS 17_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.3 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 13; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.0.0 Mobile Safari/537.36",
    ])

    static let streets = bytes([
        "Oak Street", "Maple Avenue", "Cedar Lane", "Main Street", "Park Road", "Mill Lane",
        "Church Street", "Station Road", "High Street", "River Drive", "Hill Road", "Lake View",
        "Garden Row", "Kings Way", "Queens Road", "Market Place",
    ])

    static let cities = bytes([
        "Springfield", "Riverton", "Lakewood", "Fairview", "Georgetown", "Ashland", "Milton",
        "Burlington", "Clayton", "Dayton", "Kingston", "Newport", "Oxford", "Salem", "Winchester",
        "Hudson",
    ])

    static let womensNames = bytes([
        "Amara", "Beatrice", "Chloe", "Dilnoza", "Elena", "Fatima", "Grace", "Hanna", "Ines",
        "Julia", "Keiko", "Linh", "Maria", "Nadia", "Olivia", "Priya",
    ])

    static let mensNames = bytes([
        "Adam", "Bilal", "Carlos", "Daniel", "Emil", "Farid", "George", "Hiro", "Ivan", "Jonas",
        "Kofi", "Liam", "Minh", "Noah", "Omar", "Pavel",
    ])

    static let familyNames = bytes([
        "Abbott", "Bauer", "Chen", "Diaz", "Eriksen", "Fischer", "Garcia", "Haddad", "Ito",
        "Jensen", "Khan", "Larsen", "Mensah", "Nguyen", "Okafor", "Patel", "Quinn", "Rossi",
        "Silva", "Tanaka", "Usman", "Varga", "Weber", "Young",
    ])

    static let countries = bytes([
        "Brazil", "Canada", "France", "Germany", "Ghana", "India", "Italy", "Japan", "Nigeria",
        "Norway", "Portugal", "Spain", "Sweden", "United Kingdom", "United States", "Viet Nam",
    ])

    /// What a shop sells under one heading. Prices in hundredths.
    struct Category {
        let name: [UInt8]
        let brands: [[UInt8]]
        let things: [[UInt8]]
        let prices: ClosedRange<UInt64>

        init(_ name: String, _ brands: [String], _ things: [String], _ prices: ClosedRange<UInt64>)
        {
            self.name = Array(name.utf8)
            self.brands = bytes(brands)
            self.things = bytes(things)
            self.prices = prices
        }
    }

    static let categories = [
        Category(
            "Electronics", ["Volta", "Nexen", "Lumio"],
            ["Headphones", "Tablet", "Camera", "Speaker"], 1_999...89_999),
        Category(
            "Clothing", ["Northway", "Linden", "Ardea"], ["Jacket", "Shirt", "Jeans", "Dress"],
            999...14_999),
        Category(
            "Home & Kitchen", ["Hearthly", "Copperline", "Domus"],
            ["Kettle", "Pan", "Lamp", "Chair"], 799...29_999),
        Category(
            "Books", ["Quill Press", "Harbour House", "Inkwell"],
            ["Novel", "Cookbook", "Atlas", "Biography"], 499...4_999),
        Category(
            "Beauty", ["Aurelle", "Mirabel", "Sable"], ["Serum", "Shampoo", "Perfume", "Cream"],
            399...7_999),
        Category(
            "Sports", ["Peakline", "Stride", "Corsa"],
            ["Running Shoes", "Yoga Mat", "Racket", "Bottle"], 899...19_999),
        Category(
            "Toys", ["Pepito", "Blockhaus", "Funfare"], ["Puzzle", "Train Set", "Doll", "Kite"],
            499...8_999),
        Category(
            "Groceries", ["Greenfield", "Molino", "Casa Verde"],
            ["Coffee", "Olive Oil", "Tea", "Chocolate"], 199...2_999),
        Category(
            "Garden", ["Rosewood", "Terra", "Fernway"], ["Shears", "Planter", "Hose", "Bench"],
            699...24_999),
        Category(
            "Pets", ["Waggle", "Pawsome", "Felis"], ["Leash", "Dog Bed", "Cat Tree", "Feeder"],
            399...9_999),
        Category(
            "Office", ["Papyra", "Stapleton", "Focus"], ["Desk", "Notebook", "Printer", "Pen Set"],
            299...39_999),
        Category(
            "Jewellery", ["Opaline", "Argent", "Solis"],
            ["Ring", "Necklace", "Bracelet", "Watch"], 2_999...99_999),
    ]

    private static func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }
}
