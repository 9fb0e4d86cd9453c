"""Settings: tables of TOML read into typed models, strictly, with a sentence for every fault."""
