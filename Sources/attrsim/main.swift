print("attrsim")
