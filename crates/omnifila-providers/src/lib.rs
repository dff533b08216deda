//! omnifila-providers
