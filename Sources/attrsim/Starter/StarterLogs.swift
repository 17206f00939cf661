/// The logs and tables of one morning, made by hand.
enum StarterLogs {
    /// In the order in which the clicks arrive; c13 comes long after it happened.
    static let clicks = """
        {"click_id": "c01", "user_id": "1", "source": "google", "click_timestamp": "2024-03-20 10:00:00"}
        {"click_id": "c02", "user_id": "2", "source": "facebook", "click_timestamp": "2024-03-20 10:01:10"}
        {"click_id": "c03", "user_id": "1", "source": "newsletter", "click_timestamp": "2024-03-20 10:04:00"}
        {"click_id": "c04", "user_id": "3", "source": "google", "click_timestamp": "2024-03-20 10:06:30"}
        {"click_id": "c05", "user_id": "4", "source": "instagram", "click_timestamp": "2024-03-20 10:08:00"}
        {"click_id": "c06", "user_id": "2", "source": "google", "click_timestamp": "2024-03-20 10:12:00"}
        {"click_id": "c06", "user_id": "2", "source": "google", "click_timestamp": "2024-03-20 10:12:00"}
        {"click_id": "c07", "user_id": "5", "source": "newsletter", "click_timestamp": "2024-03-20 10:15:20"}
        {"click_id": "c08", "user_id": "3", "source": "facebook", "click_timestamp": "2024-03-20 10:18:00"}
        {"click_id": "c09", "user_id": "4", "source": "google", "click_timestamp": "2024-03-20 10:22:00"}
        {"click_id": "c10", "user_id": "1", "source": "instagram", "click_timestamp": "2024-03-20 10:25:00"}
        {"click_id": "c11", "user_id": "6", "source": "newsletter", "click_timestamp": "2024-03-20 10:28:00"}
        {"click_id": "c12", "user_id": "2", "source": "newsletter", "click_timestamp": "2024-03-20 10:30:30"}
        {"click_id": "c13", "user_id": "5", "source": "google", "click_timestamp": "2024-03-20 10:13:00"}
        {"click_id": "c14", "user_id": "3", "source": "google", "click_timestamp": "2024-03-20 10:34:00"}
        {"click_id": "c15", "user_id": "6", "source": "facebook", "click_timestamp": "2024-03-20 10:37:00"}
        {"click_id": "c16", "user_id": "4", "source": "newsletter", "click_timestamp": "2024-03-20 10:41:00"}
        {"click_id": "c17", "user_id": "1", "source": "google", "click_timestamp": "2024-03-20 10:45:00"}
        {"click_id": "c18", "user_id": "5", "source": "instagram", "click_timestamp": "2024-03-20 10:50:00"}

        """

    static let checkouts = """
        {"checkout_id": "k01", "user_id": "1", "product_id": "1", "quantity": 1, "shipping_cost": 4.5, \
        "discount": 0, "payment_method": "Visa", "payment_status": "Success", \
        "checkout_timestamp": "2024-03-20 10:05:30"}
        {"checkout_id": "k02", "user_id": "2", "product_id": "3", "quantity": 2, "shipping_cost": 4.5, \
        "discount": 0.1, "payment_method": "PayPal", "payment_status": "Success", \
        "checkout_timestamp": "2024-03-20 10:13:30"}
        {"checkout_id": "k03", "user_id": "3", "product_id": "2", "quantity": 1, "shipping_cost": 4.5, \
        "discount": 0, "payment_method": "Visa", "payment_status": "Success", \
        "checkout_timestamp": "2024-03-20 10:19:00"}
        {"checkout_id": "k04", "user_id": "5", "product_id": "1", "quantity": 1, "shipping_cost": 4.5, \
        "discount": 0, "payment_method": "Mastercard", "payment_status": "Success", \
        "checkout_timestamp": "2024-03-20 10:20:00"}
        {"checkout_id": "k05", "user_id": "7", "product_id": "4", "quantity": 3, "shipping_cost": 4.5, \
        "discount": 0.2, "payment_method": "Visa", "payment_status": "Success", \
        "checkout_timestamp": "2024-03-20 10:21:00"}
        {"checkout_id": "k06", "user_id": "4", "product_id": "2", "quantity": 2, "shipping_cost": 4.5, \
        "discount": 0, "payment_method": "PayPal", "payment_status": "Success", \
        "checkout_timestamp": "2024-03-20 10:24:00"}
        {"checkout_id": "k07", "user_id": "6", "product_id": "4", "quantity": 1, "shipping_cost": 4.5, \
        "discount": 0, "payment_method": "Visa", "payment_status": "Success", \
        "checkout_timestamp": "2024-03-20 10:29:30"}
        {"checkout_id": "k08", "user_id": "2", "product_id": "1", "quantity": 1, "shipping_cost": 4.5, \
        "discount": 0.1, "payment_method": "Mastercard", "payment_status": "Success", \
        "checkout_timestamp": "2024-03-20 10:31:00"}
        {"checkout_id": "k09", "user_id": "3", "product_id": "3", "quantity": 1, "shipping_cost": 4.5, \
        "discount": 0, "payment_method": "PayPal", "payment_status": "Success", \
        "checkout_timestamp": "2024-03-20 10:36:00"}
        {"checkout_id": "k10", "user_id": "4", "product_id": "4", "quantity": 2, "shipping_cost": 4.5, \
        "discount": 0, "payment_method": "Visa", "payment_status": "Success", \
        "checkout_timestamp": "2024-03-20 10:42:00"}
        {"checkout_id": "k11", "user_id": "1", "product_id": "2", "quantity": 1, "shipping_cost": 4.5, \
        "discount": 0, "payment_method": "Visa", "payment_status": "Success", \
        "checkout_timestamp": "2024-03-20 11:20:00"}

        """

    static let users = """
        user_id,gender
        1,Female
        2,Male
        3,Female
        4,Male
        5,Female
        6,Male
        7,Female

        """

    static let products = """
        product_id,category,price,commission_rate
        1,Books,24.90,0.05
        2,Kitchen,79.00,0.08
        3,Garden,12.50,0.10
        4,Toys,18.75,0.06

        """
}
