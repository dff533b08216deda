//! omnifila-testkit
