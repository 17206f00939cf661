import Streaming
import Text

/// The rows of the users' and products' tables, each from its number alone.
struct DimensionRows {
    static let usersHeader: StaticString =
        "user_id,name,email,gender,birth_day,location,phone,registration_date\n"
    static let productsHeader: StaticString =
        "product_id,product_name,category,brand,price,commission_rate\n"

    private let users: RandomStream
    private let products: RandomStream
    private let firstDay: Int64

    /// The rows of a checked world.
    init(_ settings: GenerationSettings) {
        users = RandomStream(seed: settings.seed, purpose: "world.users")
        products = RandomStream(seed: settings.seed, purpose: "world.products")
        firstDay = (settings.start.milliseconds - EventTime.earliest.milliseconds) / 86_400_000
    }

    /// Adds the CSV line of user `number`, from 0. The id is the number from 1.
    func appendUser(_ number: Int, to text: inout LineText) {
        let index = UInt64(number)
        func draw(_ field: UInt64, below n: Int) -> Int {
            Int(users.below(UInt64(n), index, draw: field))
        }
        let gender = draw(0, below: 100)
        let names = gender < 49 || gender == 98 ? WorldTexts.womensNames : WorldTexts.mensNames
        let first = names[draw(1, below: names.count)]
        let family = WorldTexts.familyNames[draw(2, below: WorldTexts.familyNames.count)]

        text.append(decimal: index + 1)
        text.append(",")
        text.append(first)
        text.append(" ")
        text.append(family)
        text.append(",")
        text.append(first.map { $0 | 32 })
        text.append(".")
        text.append(family.map { $0 | 32 })
        text.append(decimal: index + 1)
        text.append("@example.com,")
        text.append(gender < 49 ? "Female" : gender < 98 ? "Male" : "Other")
        text.append(",")
        // 1950-01-01 is 7,305 days before 1970; 56 years have 20,454 days.
        text.append(CivilDate(daysSince1970: Int64(draw(3, below: 20_454)) - 7_305))
        text.append(",\"")
        text.append(WorldTexts.cities[draw(4, below: WorldTexts.cities.count)])
        text.append(", ")
        text.append(WorldTexts.countries[draw(5, below: WorldTexts.countries.count)])
        text.append("\",+1-555-01")
        text.append(twoDigits: UInt64(draw(6, below: 100)))
        text.append(",")
        // Some day of the five years before the world begins, or the first day of time.
        let daysAgo = Int64(draw(7, below: 1_826)) + 1
        let day = max(0, firstDay - daysAgo) + EventTime.earliest.milliseconds / 86_400_000
        text.append(CivilDate(daysSince1970: day))
        text.append("\n")
    }

    /// Adds the CSV line of product `number`, from 0. The id is the number from 1.
    func appendProduct(_ number: Int, to text: inout LineText) {
        let index = UInt64(number)
        func draw(_ field: UInt64, below n: Int) -> Int {
            Int(products.below(UInt64(n), index, draw: field))
        }
        let category = WorldTexts.categories[draw(0, below: WorldTexts.categories.count)]
        let brand = category.brands[draw(1, below: category.brands.count)]
        let span = Int(category.prices.upperBound - category.prices.lowerBound) + 1

        text.append(decimal: index + 1)
        text.append(",")
        text.append(brand)
        text.append(" ")
        text.append(category.things[draw(2, below: category.things.count)])
        text.append(" ")
        text.append(decimal: UInt64(100 + draw(3, below: 900)))
        text.append(",")
        text.append(category.name)
        text.append(",")
        text.append(brand)
        text.append(",")
        text.append(hundredths: category.prices.lowerBound + UInt64(draw(4, below: span)))
        text.append(",")
        text.append(hundredths: UInt64(1 + draw(5, below: 20)))
        text.append("\n")
    }
}
