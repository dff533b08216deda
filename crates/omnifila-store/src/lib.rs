//! omnifila-store
